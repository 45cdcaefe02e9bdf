#include "model/analyze/envoy_refusals.h"

#include "model/analyze/header_format.h"
#include "model/base/codes.h"
#include "model/base/go_regex.h"
#include "model/validate/judge.h"

#include <algorithm>
#include <array>
#include <re2/re2.h>

namespace meshwright::model {

namespace {

using istio::HttpRoute;
using istio::StringMatch;
using istio::VirtualService;
using validation::at;
using validation::atKey;
using validation::Judge;

/// Istio sets this limit in every proxy's bootstrap. Istio: tools/packaging/common/envoy_bootstrap.json.
constexpr int kProgramSize = 32'768;
/// Envoy: api/envoy/config/core/v3/base.proto (HeaderValue).
constexpr std::size_t kHeaderBytes = 16'384;
/// Envoy: api/envoy/config/cluster/v3/cluster.proto (RingHashLbConfig).
constexpr std::int64_t kRingSize = 8'388'608;

class EnvoyJudge {
public:
    explicit EnvoyJudge(Judge& judge) : j_(judge) {}

    void virtualService(const VirtualService& vs) {
        for (std::size_t i = 0; i < vs.http.size(); ++i) rule(vs.http[i], at("spec.http", i));
    }

    void destinationRule(const istio::DestinationRule& rule) {
        policy(rule.trafficPolicy, "spec.trafficPolicy");
        for (std::size_t i = 0; i < rule.subsets.size(); ++i)
            policy(rule.subsets[i].trafficPolicy, at(at("spec.subsets", i), "trafficPolicy"));
    }

private:
    void say(const char* code, const std::string& field, std::string message, std::optional<Fix> fix = {}) {
        j_.say(code, codeInfo(code)->severity, field, std::move(message), std::move(fix));
    }

    Fix set(const std::string& field, edit::Value value, std::string title) {
        return {std::move(title), {edit::SetField{j_.resource().id(), field, std::move(value)}}};
    }

    /// Envoy reads expressions as bytes (Latin-1), and limits the compiled program.
    /// Envoy: source/common/common/regex.cc.
    void regex(const std::string& expression, const std::string& field) {
        RE2::Options asIstio, asEnvoy;
        asIstio.set_log_errors(false);
        asEnvoy.set_log_errors(false);
        asEnvoy.set_encoding(RE2::Options::EncodingLatin1);
        const std::string readable = asRe2(expression);
        const RE2 written(readable, asIstio), compiled(readable, asEnvoy);
        if (!written.ok() && written.error_code() != RE2::ErrorPatternTooLarge) return; // istiod refuses it already
        if (compiled.error_code() == RE2::ErrorPatternTooLarge)
            return say("MW1301", field,
                       "This expression compiles to far more than the " + std::to_string(kProgramSize) +
                           " steps that Envoy takes. Repeat less.");
        if (!compiled.ok())
            return say("MW1301", field,
                       "Envoy cannot compile this expression (" + compiled.error() +
                           "): it matches bytes, and knows no character beyond \\xFF.");
        if (compiled.ProgramSize() > kProgramSize)
            say("MW1301", field,
                "This expression compiles to " + std::to_string(compiled.ProgramSize()) +
                    " steps; Envoy refuses more than " + std::to_string(kProgramSize) + ". Repeat less.");
    }
    void regex(const std::optional<StringMatch>& match, const std::string& field) {
        if (match && match->regex) regex(*match->regex, at(field, "regex"));
    }

    void line(const std::string& text, const std::string& field, const char* what) {
        if (text.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
            say("MW1304", field, std::string(what) + " must not hold a line break; Envoy refuses it.");
    }

    void status(std::int64_t status, const std::string& field) {
        if (status == 600)
            say("MW1303", field, "Istio accepts the status 600, Envoy only 200 to 599.",
                set(field, std::int64_t{503}, "Answer 503"));
    }

    void headerValues(const istio::Labels& headers, const std::string& field) {
        for (const auto& [name, value] : headers) {
            const std::string where = atKey(field, name);
            if (value.size() > kHeaderBytes)
                say("MW1302", where,
                    "The value has " + std::to_string(value.size()) + " bytes; Envoy takes at most " +
                        std::to_string(kHeaderBytes) + ".");
            if (const auto problem = analysis::checkHeaderFormat(value); !problem.empty())
                say("MW1302", where, problem);
            if (name.find_first_of(" \t\"(),/:;<=>?@[\\]{}") != std::string::npos && name[0] != ':')
                say("MW1307", where,
                    "A header's name cannot hold such characters: Envoy sends no request with it, and answers 503.");
        }
    }

    void headers(const std::optional<istio::Headers>& headers, const std::string& field) {
        if (!headers) return;
        headerValues(headers->request.set, at(field, "request.set"));
        headerValues(headers->request.add, at(field, "request.add"));
        headerValues(headers->response.set, at(field, "response.set"));
        headerValues(headers->response.add, at(field, "response.add"));
    }

    void match(const istio::HttpMatch& m, const std::string& f) {
        regex(m.uri, at(f, "uri"));
        regex(m.scheme, at(f, "scheme"));
        regex(m.method, at(f, "method"));
        regex(m.authority, at(f, "authority"));
        for (const auto& [name, value] : m.headers) regex(value, atKey(at(f, "headers"), name));
        for (const auto& [name, value] : m.withoutHeaders) regex(value, atKey(at(f, "withoutHeaders"), name));
        for (const auto& [name, value] : m.queryParams) regex(value, atKey(at(f, "queryParams"), name));
    }

    void weights(const HttpRoute& r, const std::string& f) {
        std::int64_t sum = 0;
        for (const auto& to : r.route) sum += std::max<std::int64_t>(to.weight, 0);
        if (r.route.size() > 1 && sum > 0xffffffff)
            say("MW1305", at(f, "route"),
                "The weights add up to " + std::to_string(sum) + "; Envoy takes at most 4294967295 in all.");
    }

    void rule(const HttpRoute& r, const std::string& f) {
        for (std::size_t i = 0; i < r.match.size(); ++i) match(r.match[i], at(at(f, "match"), i));
        weights(r, f);
        headers(r.headers, at(f, "headers"));
        for (std::size_t i = 0; i < r.route.size(); ++i)
            headers(r.route[i].headers, at(at(at(f, "route"), i), "headers"));
        if (r.redirect) redirect(*r.redirect, at(f, "redirect"));
        if (r.directResponse) status(r.directResponse->status, at(f, "directResponse.status"));
        if (r.fault && r.fault->abort && r.fault->abort->httpStatus)
            status(*r.fault->abort->httpStatus, at(f, "fault.abort.httpStatus"));
        if (r.rewrite) {
            line(r.rewrite->uri, at(f, "rewrite.uri"), "A path");
            line(r.rewrite->authority, at(f, "rewrite.authority"), "A host name");
            if (r.rewrite->uriRegexRewrite)
                regex(r.rewrite->uriRegexRewrite->match, at(f, "rewrite.uriRegexRewrite.match"));
        }
        if (r.corsPolicy)
            for (std::size_t i = 0; i < r.corsPolicy->allowOrigins.size(); ++i)
                regex(r.corsPolicy->allowOrigins[i], at(at(f, "corsPolicy.allowOrigins"), i));
    }

    void redirect(const istio::HttpRedirect& r, const std::string& f) {
        constexpr std::array<std::int64_t, 6> kCodes = {0, 301, 302, 303, 307, 308};
        if (r.redirectCode >= 300 && r.redirectCode < 400 &&
            std::find(kCodes.begin(), kCodes.end(), r.redirectCode) == kCodes.end())
            say("MW1303", at(f, "redirectCode"),
                "Envoy redirects with 301, 302, 303, 307 or 308 only, and refuses " + std::to_string(r.redirectCode) +
                    ".",
                set(at(f, "redirectCode"), std::int64_t{302}, "Redirect with 302"));
        line(r.uri, at(f, "uri"), "A path");
        line(r.authority, at(f, "authority"), "A host name");
        line(r.prefixRewrite, at(f, "prefixRewrite"), "A path");
    }

    void balancer(const std::optional<istio::LoadBalancer>& b, const std::string& f) {
        if (!b || !b->consistentHash) return;
        const auto& hash = *b->consistentHash;
        const std::string h = at(f, "consistentHash");
        const auto ring = [&](std::int64_t size, const std::string& field) {
            if (size > kRingSize)
                say("MW1306", field,
                    "A ring has at most " + std::to_string(kRingSize) + " entries; Envoy refuses a larger one.",
                    set(field, kRingSize, "Set it to " + std::to_string(kRingSize)));
        };
        ring(hash.minimumRingSize, at(h, "minimumRingSize"));
        if (hash.ringHash) ring(hash.ringHash->minimumRingSize, at(h, "ringHash.minimumRingSize"));
        if (hash.httpCookie && hash.httpCookie->ttl && hash.httpCookie->ttl->ns < 0)
            say("MW1306", at(h, "httpCookie.ttl"), "A cookie's lifetime must not be negative; Envoy refuses it.",
                set(at(h, "httpCookie.ttl"), Duration{}, "Set it to 0s: until the browser is closed"));
        line(hash.httpHeaderName, at(h, "httpHeaderName"), "A header's name");
    }

    void policy(const std::optional<istio::TrafficPolicy>& p, const std::string& f) {
        if (!p) return;
        balancer(p->loadBalancer, at(f, "loadBalancer"));
        for (std::size_t i = 0; i < p->portLevelSettings.size(); ++i)
            balancer(p->portLevelSettings[i].loadBalancer, at(at(at(f, "portLevelSettings"), i), "loadBalancer"));
    }

    Judge& j_;
};

} // namespace

Diagnostics envoyRefusals(const Resource& resource) {
    Diagnostics out;
    Judge judge(resource, out);
    if (const auto* vs = resource.as<VirtualService>()) EnvoyJudge(judge).virtualService(*vs);
    if (const auto* rule = resource.as<istio::DestinationRule>()) EnvoyJudge(judge).destinationRule(*rule);
    return out;
}

Diagnostics envoyRefusals(const Design& design) {
    Diagnostics out;
    for (std::size_t i = 0; i < design.documents().size(); ++i)
        for (const auto& resource : design.documents()[i]->resources)
            for (auto& d : envoyRefusals(*resource)) {
                design.placeOf(i).place(d);
                out.push_back(std::move(d));
            }
    return out;
}

} // namespace meshwright::model
