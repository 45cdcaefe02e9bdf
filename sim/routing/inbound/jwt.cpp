#include "sim/routing/inbound/jwt.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace meshwright::sim::routing {

namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 13> algorithms{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256",
                                                      "ES384", "ES512", "HS256", "HS384", "HS512", "EdDSA"};

/// A whole number of seconds; Envoy refuses negative ones and other types.
JwtStatus readTime(const Json& payload, const char* name, std::int64_t& out) {
    const auto found = payload.find(name);
    if (found == payload.end()) return {};
    const std::string field = std::string("Jwt payload [") + name + "] field is ";
    if (!found->is_number()) return field + "not an integer";
    const double value = found->get<double>();
    if (value < 0 || value > 9e15) return field + "out of range";
    out = static_cast<std::int64_t>(value);
    return {};
}

JwtStatus readText(const Json& payload, const char* name, std::string* out = nullptr) {
    const auto found = payload.find(name);
    if (found == payload.end()) return {};
    if (!found->is_string()) return std::string("Jwt payload [") + name + "] field is not a string";
    if (out) *out = found->get<std::string>();
    return {};
}

JwtStatus readAudiences(const Json& payload, std::vector<std::string>& out) {
    const auto found = payload.find("aud");
    if (found == payload.end()) return {};
    const char* wrong = "Jwt payload [aud] field is not a string or string list";
    if (found->is_string()) {
        out.push_back(found->get<std::string>());
        return {};
    }
    if (!found->is_array()) return wrong;
    for (const auto& item : *found) {
        if (!item.is_string()) return wrong;
        out.push_back(item.get<std::string>());
    }
    return {};
}

JwtStatus readHeader(std::string_view part, Jwt& out) {
    std::string text;
    if (!decodeBase64Url(part, text)) return "Jwt header is an invalid Base64url encoded";
    const Json header = Json::parse(text, nullptr, false);
    if (!header.is_object()) return "Jwt header is an invalid JSON";
    const auto algorithm = header.find("alg");
    if (algorithm == header.end() || !algorithm->is_string())
        return "Jwt header [alg] field is required and must be a string";
    out.algorithm = algorithm->get<std::string>();
    if (std::find(algorithms.begin(), algorithms.end(), out.algorithm) == algorithms.end())
        return "Jwt header [alg] is not supported";
    const auto key = header.find("kid");
    if (key == header.end()) return {};
    if (!key->is_string()) return "Jwt header [kid] field is not a string";
    out.keyId = key->get<std::string>();
    return {};
}

JwtStatus readPayload(std::string_view part, Jwt& out) {
    std::string text;
    if (!decodeBase64Url(part, text)) return "Jwt payload is an invalid Base64url encoded";
    out.payload = Json::parse(text, nullptr, false);
    if (!out.payload.is_object()) return "Jwt payload is an invalid JSON";
    out.payloadPart = std::string(part);
    std::int64_t issuedAt = 0;
    JwtStatus status = readText(out.payload, "iss", &out.issuer);
    if (status.empty()) status = readText(out.payload, "sub");
    if (status.empty()) status = readTime(out.payload, "iat", issuedAt);
    if (status.empty()) status = readTime(out.payload, "nbf", out.notBefore);
    if (status.empty()) status = readTime(out.payload, "exp", out.expires);
    if (status.empty()) status = readText(out.payload, "jti");
    if (status.empty()) status = readAudiences(out.payload, out.audiences);
    return status;
}

} // namespace

JwtStatus Jwt::parse(std::string_view token, Jwt& out) {
    if (std::count(token.begin(), token.end(), '.') != 2) return jwt_status::badFormat;
    const auto first = token.find('.'), second = token.rfind('.');
    if (first == 0 || second == first + 1 || second + 1 == token.size()) return jwt_status::badFormat;
    out.signedPart = std::string(token.substr(0, second));
    if (auto status = readHeader(token.substr(0, first), out); !status.empty()) return status;
    if (auto status = readPayload(token.substr(first + 1, second - first - 1), out); !status.empty()) return status;
    if (!decodeBase64Url(token.substr(second + 1), out.signature))
        return "Jwt signature is an invalid Base64url encoded";
    return {};
}

bool decodeBase64Url(std::string_view text, std::string& out) {
    out.clear();
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        if (c == ' ' || (c >= '\t' && c <= '\r')) continue; // as Envoy's decoder does
        int value = -1;
        if (c >= 'A' && c <= 'Z')
            value = c - 'A';
        else if (c >= 'a' && c <= 'z')
            value = c - 'a' + 26;
        else if (c >= '0' && c <= '9')
            value = c - '0' + 52;
        else if (c == '-')
            value = 62;
        else if (c == '_')
            value = 63;
        if (value < 0) return false;
        bits = (bits << 6) | static_cast<std::uint32_t>(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            out.push_back(static_cast<char>((bits >> count) & 0xff));
        }
    }
    return count != 6; // a lone last character stands for no byte
}

std::string encodeBase64(std::string_view bytes) {
    static constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        const std::size_t n = std::min<std::size_t>(3, bytes.size() - i);
        for (std::size_t k = 0; k < 3; ++k)
            group = (group << 8) | (k < n ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        for (std::size_t k = 0; k < 4; ++k) out += k <= n ? alphabet[(group >> (18 - 6 * k)) & 63] : '=';
    }
    return out;
}

} // namespace meshwright::sim::routing
