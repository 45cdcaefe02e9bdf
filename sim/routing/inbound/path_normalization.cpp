#include "sim/routing/inbound/path_normalization.h"

#include <cctype>

namespace meshwright::sim::routing {

namespace {

using Mode = MeshConfig::PathNormalization;

int hexValue(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// The byte that "%XX" at `at` stands for, or -1.
int escapedByte(std::string_view path, std::size_t at) {
    if (at + 2 >= path.size() || path[at] != '%') return -1;
    const int high = hexValue(path[at + 1]), low = hexValue(path[at + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

bool isUnreserved(int c) { return c < 128 && (std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_' || c == '~'); }

bool mustEscape(unsigned char c) {
    return c <= ' ' || c >= 127 || std::string_view("\"<>?#^`{|}").find(static_cast<char>(c)) != std::string_view::npos;
}

void appendEscaped(std::string& out, unsigned char c) {
    static constexpr char digits[] = "0123456789ABCDEF";
    out += {'%', digits[c >> 4], digits[c & 15]};
}

/// "%2F" and "%5C" as the slashes that they stand for.
std::string unescapeSlashes(std::string_view path) {
    std::string out;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const int byte = escapedByte(path, i);
        if (byte == '/' || byte == '\\') {
            out += static_cast<char>(byte);
            i += 2;
        } else out += path[i];
    }
    return out;
}

/// Escapes of unreserved characters undone, what must be escaped escaped. Nothing for an escaped NUL.
std::optional<std::string> canonicalCharacters(std::string_view path) {
    std::string out;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const int byte = escapedByte(path, i);
        if (byte == 0) return std::nullopt;
        if (byte > 0) {
            if (isUnreserved(byte)) out += static_cast<char>(byte);
            else out += path.substr(i, 3);
            i += 2;
        } else if (path[i] == '\\') out += '/';
        else if (mustEscape(static_cast<unsigned char>(path[i]))) appendEscaped(out, static_cast<unsigned char>(path[i]));
        else out += path[i];
    }
    return out;
}

/// "." and ".." segments resolved; empty segments stay.
std::string resolveDots(std::string_view path) {
    std::string out = "/";
    for (std::size_t begin = 1; begin <= path.size();) {
        const auto end = std::min(path.find('/', begin), path.size());
        const std::string_view segment = path.substr(begin, end - begin);
        const bool last = end == path.size();
        if (segment == "..") {
            if (out.size() > 1) out.erase(out.rfind('/', out.size() - 2) + 1);
        } else if (segment != ".") {
            out += segment;
            if (!last) out += '/';
        }
        begin = end + 1;
    }
    return out;
}

std::string mergeSlashes(std::string_view path) {
    std::string out;
    for (const char c : path)
        if (c != '/' || !out.ends_with('/')) out += c;
    return out;
}

} // namespace

std::optional<std::string> normalizePath(std::string_view path, Mode mode) {
    if (mode == Mode::None) return std::string(path);
    const auto query = path.find('?');
    std::string plain(path.substr(0, query));
    if (mode == Mode::DecodeAndMergeSlashes) plain = unescapeSlashes(plain);
    if (plain.empty() || (plain[0] != '/' && plain[0] != '\\')) return std::string(path); // "*" and the like
    const auto characters = canonicalCharacters(plain);
    if (!characters) return std::nullopt;
    plain = resolveDots(*characters);
    if (mode == Mode::MergeSlashes || mode == Mode::DecodeAndMergeSlashes) plain = mergeSlashes(plain);
    return query == path.npos ? plain : plain + std::string(path.substr(query));
}

} // namespace meshwright::sim::routing
