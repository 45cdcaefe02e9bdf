// JSON Web Tokens: reading one, and the keys that vouch for it.
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace meshwright::sim::routing {

/// Why a token is not accepted, in Envoy's own words (they reach the client). Empty = accepted.
/// Envoy: jwt_verify_lib (status.cc), source/extensions/filters/http/jwt_authn.
using JwtStatus = std::string;

namespace jwt_status {
inline constexpr const char* missing = "Jwt is missing";
inline constexpr const char* badFormat =
    "Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections";
inline constexpr const char* notYetValid = "Jwt not yet valid";
inline constexpr const char* expired = "Jwt is expired";
inline constexpr const char* unknownIssuer = "Jwt issuer is not configured";
inline constexpr const char* audience = "Audiences in Jwt are not allowed";
inline constexpr const char* verificationFails = "Jwt verification fails";
inline constexpr const char* noKey = "Jwks doesn't have key to match kid or alg from Jwt";
inline constexpr const char* noValidKeys = "Jwks doesn't have any valid public key";
} // namespace jwt_status

/// A token taken apart. Times are Unix seconds, 0 = not given.
struct Jwt {
    std::string signedPart; ///< header and payload as sent
    std::string payloadPart, signature;
    std::string algorithm, keyId, issuer;
    std::vector<std::string> audiences;
    std::int64_t notBefore = 0, expires = 0;
    nlohmann::json payload;

    /// Reads a token; a non-empty status says why it is none.
    static JwtStatus parse(std::string_view token, Jwt& out);
};

/// A set of public keys (RSA, EC, Ed25519) or shared secrets.
class Jwks {
public:
    /// Reads {"keys": […]}. Keys of unknown types are left out; `valid` says whether any is left.
    static Jwks parse(std::string_view json);
    /// Keys that could not be fetched: no token can be signed by them.
    /// Istio: pilot/pkg/model/jwks_resolver.go (PublicOnlyJwks).
    static Jwks unreachable();

    bool valid() const { return unreachable_ || !keys_.empty(); }
    /// Empty where one of the keys vouches for the token.
    JwtStatus verify(const Jwt& jwt) const;

private:
    struct Key;
    std::vector<std::shared_ptr<const Key>> keys_;
    bool unreachable_ = false;
};

/// Decodes base64url without padding. False where the text is none.
bool decodeBase64Url(std::string_view text, std::string& out);
/// Encodes in plain base64 with padding.
std::string encodeBase64(std::string_view bytes);

} // namespace meshwright::sim::routing
