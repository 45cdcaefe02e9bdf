#include "sim/routing/match/path.h"

#include <algorithm>

namespace meshwright::sim::routing {

namespace {

enum class PathCharacter { Pass, Unescape, Escape, Invalid };

/// How canonicalization treats a byte of a path; '.', '%' and '\' are looked at before.
PathCharacter classify(unsigned char c) {
    if (c == 0) return PathCharacter::Invalid;
    if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')) return PathCharacter::Unescape;
    switch (c) {
    case '-':
    case '.':
    case '_':
    case '~':
        return PathCharacter::Unescape;
    case ' ':
    case '"':
    case '#':
    case '<':
    case '>':
    case '?':
    case '^':
    case '`':
    case '{':
    case '|':
    case '}':
    case 0x7f:
        return PathCharacter::Escape;
    default:
        return c < 0x20 || c >= 0x80 ? PathCharacter::Escape : PathCharacter::Pass;
    }
}

int hexDigit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// Value of "%xx" at `at`, or -1.
int escapedByte(std::string_view text, std::size_t at) {
    if (at + 2 >= text.size() || text[at] != '%') return -1;
    const int high = hexDigit(text[at + 1]), low = hexDigit(text[at + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/// Length of a dot at `at`, written plainly or as %2e; 0 where there is none.
std::size_t dotAt(std::string_view text, std::size_t at) {
    if (at < text.size() && text[at] == '.') return 1;
    return escapedByte(text, at) == '.' ? 3 : 0;
}

bool isSlash(std::string_view text, std::size_t at) {
    return at < text.size() && (text[at] == '/' || text[at] == '\\');
}

void escape(unsigned char c, std::string& out) {
    static constexpr char digits[] = "0123456789ABCDEF";
    out += '%';
    out += digits[c >> 4];
    out += digits[c & 15];
}

/// Removes the last segment of `out` but keeps its leading slash.
void backUp(std::string& out) {
    if (out.size() <= 1) return;
    const std::size_t slash = out.rfind('/', out.size() - 2);
    out.resize(slash == std::string::npos ? 1 : slash + 1);
}

/// Dot segments are resolved, backslashes turned, unreserved characters unescaped, unsafe ones escaped.
/// Envoy: source/common/http/legacy_path_canonicalizer.cc.
std::optional<std::string> canonical(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (const std::size_t dot = dotAt(text, i)) {
            if (!out.empty() && out.back() == '/') {
                const std::size_t after = i + dot;
                if (after >= text.size() || isSlash(text, after)) { // "/./"
                    i = after >= text.size() ? text.size() : after;
                    continue;
                }
                if (const std::size_t second = dotAt(text, after)) {
                    const std::size_t end = after + second;
                    if (end >= text.size() || isSlash(text, end)) { // "/../"
                        backUp(out);
                        i = end >= text.size() ? text.size() : end;
                        continue;
                    }
                }
            }
            out += '.';
            i += dot - 1;
            continue;
        }
        const auto c = static_cast<unsigned char>(text[i]);
        if (c == '\\') {
            out += '/';
        } else if (c == '%') {
            const int byte = escapedByte(text, i);
            if (byte < 0) {
                out += '%';
                continue;
            }
            const PathCharacter kind = classify(static_cast<unsigned char>(byte));
            if (kind == PathCharacter::Invalid) return std::nullopt;
            if (kind == PathCharacter::Unescape)
                out += static_cast<char>(byte);
            else
                out.append(text.substr(i, 3));
            i += 2;
        } else {
            switch (classify(c)) {
            case PathCharacter::Invalid:
                return std::nullopt;
            case PathCharacter::Escape:
                escape(c, out);
                break;
            default:
                out += static_cast<char>(c);
            }
        }
    }
    return out;
}

std::string mergeSlashes(std::string_view path) {
    std::string out;
    for (const char c : path)
        if (c != '/' || out.empty() || out.back() != '/') out += c;
    // Envoy keeps the first and the last slash of a path that has nothing between them
    return out == "/" && path.size() > 1 ? "//" : out;
}

/// %2F and %5C become the characters that they stand for.
std::string unescapeSlashes(std::string_view path) {
    std::string out;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const int byte = escapedByte(path, i);
        if (byte == '/' || byte == '\\') {
            out += static_cast<char>(byte);
            i += 2;
        } else {
            out += path[i];
        }
    }
    return out;
}

} // namespace

std::string_view pathOnly(std::string_view path) {
    return path.substr(0, path.find_first_of("?#"));
}

std::optional<std::string_view> queryParameter(std::string_view path, std::string_view name) {
    const std::size_t question = path.find('?');
    if (question == std::string_view::npos) return std::nullopt;
    std::string_view rest = path.substr(question + 1);
    while (!rest.empty()) {
        const std::size_t end = rest.find('&');
        const std::string_view item = rest.substr(0, end);
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
        const std::size_t equal = item.find('=');
        if (item.substr(0, equal) == name)
            return equal == std::string_view::npos ? std::string_view() : item.substr(equal + 1);
    }
    return std::nullopt;
}

std::vector<std::string_view> requestMethods() {
    return {"ACL",    "BIND",       "CHECKOUT",   "COPY",   "DELETE", "GET",     "HEAD",       "LINK",    "LOCK",
            "MERGE",  "MKACTIVITY", "MKCALENDAR", "MKCOL",  "MOVE",   "MSEARCH", "NOTIFY",     "OPTIONS", "PATCH",
            "POST",   "PROPFIND",   "PROPPATCH",  "PURGE",  "PUT",    "QUERY",   "REBIND",     "REPORT",  "SEARCH",
            "SOURCE", "SUBSCRIBE",  "TRACE",      "UNBIND", "UNLINK", "UNLOCK",  "UNSUBSCRIBE"};
}

bool isValidRequestLine(std::string_view method, std::string_view path) {
    static const std::vector<std::string_view> methods = requestMethods();
    return std::binary_search(methods.begin(), methods.end(), method) &&
           std::all_of(path.begin(), path.end(), [](char c) { return c == 9 || c == 12 || (c > ' ' && c < 127); });
}

std::optional<std::string> normalizePath(std::string_view path, MeshConfig::PathNormalization mode) {
    using Mode = MeshConfig::PathNormalization;
    if (path.find('#') != std::string_view::npos) return std::nullopt;
    if (mode == Mode::None) return std::string(path);
    const std::string_view plain = pathOnly(path);
    std::string text(plain);
    if (mode == Mode::DecodeAndMergeSlashes) text = unescapeSlashes(text);
    auto out = canonical(text);
    if (!out) return std::nullopt;
    if (mode != Mode::Base) *out = mergeSlashes(*out);
    out->append(path.substr(plain.size()));
    return out;
}

} // namespace meshwright::sim::routing
