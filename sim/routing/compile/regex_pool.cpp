#include "sim/routing/compile/regex_pool.h"

#include "model/base/go_regex.h"

#include "sim/routing/mesh_index.h"

namespace meshwright::sim::routing {

namespace {
/// Envoy matches bytes: a dot is one byte, whatever the encoding. Envoy: source/common/common/regex.cc.
Regex compileBytes(const std::string& pattern) {
    re2::RE2::Options options;
    options.set_encoding(re2::RE2::Options::EncodingLatin1);
    options.set_log_errors(false);
    return std::make_shared<const re2::RE2>(model::asRe2(pattern), options);
}

model::Diagnostic refusal(const MeshIndex& mesh, const Origin& origin, std::string message) {
    model::Diagnostic d;
    d.code = "IST0106";
    d.severity = model::Severity::Error;
    d.field = origin.field;
    if (origin.resource) mesh.places().describe(d, *origin.resource, origin.field);
    d.message = std::move(message);
    return d;
}
} // namespace

Regex RegexPool::compile(const std::string& pattern, const Origin& origin, const MeshIndex& mesh,
                         model::Diagnostics& diagnostics) {
    if (pattern.size() > longest) {
        diagnostics.push_back(refusal(mesh, origin,
                                      "The regular expression has " + std::to_string(pattern.size()) +
                                          " bytes, and Istio allows " + std::to_string(longest) + "; shorten it."));
        return nullptr;
    }
    const std::lock_guard lock(mutex_);
    Regex& slot = known_[pattern];
    if (!slot) slot = compileBytes(pattern);
    if (slot->ok()) return slot;
    diagnostics.push_back(
        refusal(mesh, origin, "RE2 refuses the regular expression \"" + pattern + "\": " + slot->error() + "."));
    return nullptr;
}

} // namespace meshwright::sim::routing
