#include "sim/routing/match/headers.h"

#include "model/base/text.h"

#include <algorithm>

namespace meshwright::sim::routing {

namespace {

std::string firstValue(const HeaderList& headers, const std::string& name) {
    const auto it = std::find_if(headers.begin(), headers.end(), [&](const auto& h) { return h.first == name; });
    return it == headers.end() ? std::string() : it->second;
}

std::string requestHeader(const Request& request, const std::string& name) {
    if (name == ":method") return request.method;
    if (name == ":authority" || name == "host") return request.authority;
    if (name == ":scheme") return request.scheme;
    if (name == ":path") return request.path;
    return firstValue(request.headers, name);
}

/// "X-A?X-B" with an optional ":length" after the closing bracket.
std::string headerCommand(std::string_view argument, std::string_view length,
                          const std::function<std::string(const std::string&)>& find) {
    const std::size_t question = argument.find('?');
    std::string value = find(model::lowerCase(argument.substr(0, question)));
    if (value.empty() && question != std::string_view::npos)
        value = find(model::lowerCase(argument.substr(question + 1)));
    if (!length.empty()) {
        std::size_t limit = 0;
        for (const char c : length) {
            if (c < '0' || c > '9' || limit > 1'000'000) return value;
            limit = limit * 10 + static_cast<std::size_t>(c - '0');
        }
        value = value.substr(0, limit);
    }
    return value;
}

std::string command(std::string_view name, std::string_view argument, std::string_view length, const FormatContext& c) {
    if (name == "REQ" || name == "REQ_WITHOUT_QUERY") {
        std::string value =
            c.request
                ? headerCommand(argument, length, [&](const std::string& h) { return requestHeader(*c.request, h); })
                : std::string();
        return name == "REQ" ? value : value.substr(0, value.find('?'));
    }
    if (name == "RESP")
        return c.response
                   ? headerCommand(argument, length, [&](const std::string& h) { return firstValue(*c.response, h); })
                   : "";
    if (name == "PATH") {
        if (!c.request) return {};
        const std::string& path = c.request->path;
        return argument == "NQ" ? path.substr(0, path.find('?')) : path;
    }
    if (name == "PROTOCOL") return "HTTP/1.1";
    if (name == "ROUTE_NAME") return c.routeName;
    if (name == "UPSTREAM_CLUSTER" || name == "UPSTREAM_CLUSTER_RAW") return c.cluster;
    if (name == "UPSTREAM_HOST" || name == "UPSTREAM_REMOTE_ADDRESS") return c.upstreamAddress;
    if (name == "RESPONSE_FLAGS") return c.responseFlags;
    if (name == "RESPONSE_CODE") return c.responseCode;
    if (name == "DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT" || name == "DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT")
        return c.sourceAddress;
    return {};
}

} // namespace

std::string format(std::string_view text, const FormatContext& context) {
    if (text.find('%') == std::string_view::npos) return std::string(text);
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        if (i + 1 < text.size() && text[i + 1] == '%') {
            out += '%';
            ++i;
            continue;
        }
        std::size_t at = i + 1;
        const std::size_t nameBegin = at;
        while (at < text.size() &&
               ((text[at] >= 'A' && text[at] <= 'Z') || (text[at] >= '0' && text[at] <= '9') || text[at] == '_'))
            ++at;
        const std::string_view name = text.substr(nameBegin, at - nameBegin);
        std::string_view argument, length;
        if (at < text.size() && text[at] == '(') {
            const std::size_t close = text.find(')', at);
            if (close == std::string_view::npos) return std::string(text); // refused by Istio's validation
            argument = text.substr(at + 1, close - at - 1);
            at = close + 1;
        }
        if (at < text.size() && text[at] == ':') {
            const std::size_t begin = at + 1;
            while (at < text.size() && text[at] != '%') ++at;
            length = text.substr(begin, at - begin);
        }
        if (at >= text.size() || text[at] != '%') return std::string(text);
        out += command(name, argument, length, context);
        i = at;
    }
    return out;
}

void apply(const HeaderMutations& mutations, HeaderList& headers, const FormatContext& context) {
    if (mutations.empty()) return;
    auto erase = [&](const std::string& name) {
        headers.erase(std::remove_if(headers.begin(), headers.end(), [&](const auto& h) { return h.first == name; }),
                      headers.end());
    };
    for (const auto& name : mutations.remove) erase(name);
    auto values = [&](const HeaderList& list) {
        HeaderList out;
        for (const auto& [name, text] : list)
            if (std::string value = format(text, context); !value.empty()) out.emplace_back(name, std::move(value));
        return out;
    };
    HeaderList overwrite = values(mutations.overwrite), append = values(mutations.append);
    for (auto& h : overwrite) {
        erase(h.first);
        headers.push_back(std::move(h));
    }
    for (auto& h : append) headers.push_back(std::move(h));
}

} // namespace meshwright::sim::routing
