#include "sim/routing/inbound/jwt.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

namespace meshwright::sim::routing {

namespace {

using Json = nlohmann::json;

template <auto Free> struct Deleter {
    template <class T> void operator()(T* p) const { Free(p); }
};
template <class T, auto Free> using Owned = std::unique_ptr<T, Deleter<Free>>;
using PublicKey = Owned<EVP_PKEY, EVP_PKEY_free>;
using Number = Owned<BIGNUM, BN_free>;
using Digest = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;

std::string text(const Json& key, const char* name) {
    const auto found = key.find(name);
    return found != key.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// A base64url member of a key; empty where absent or broken.
std::string bytes(const Json& key, const char* name) {
    std::string out;
    return decodeBase64Url(text(key, name), out) ? out : std::string();
}

const unsigned char* raw(const std::string& s) {
    return reinterpret_cast<const unsigned char*>(s.data());
}

PublicKey fromParams(const char* type, OSSL_PARAM* params) {
    const Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* key = nullptr;
    if (!context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
        return nullptr;
    return PublicKey(key);
}

PublicKey rsaKey(const Json& json) {
    const std::string n = bytes(json, "n"), e = bytes(json, "e");
    if (n.empty() || e.empty()) return nullptr;
    const Number modulus(BN_bin2bn(raw(n), static_cast<int>(n.size()), nullptr));
    const Number exponent(BN_bin2bn(raw(e), static_cast<int>(e.size()), nullptr));
    const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> build(OSSL_PARAM_BLD_new());
    if (!build || !OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) ||
        !OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()))
        return nullptr;
    const Owned<OSSL_PARAM, OSSL_PARAM_free> params(OSSL_PARAM_BLD_to_param(build.get()));
    return params ? fromParams("RSA", params.get()) : nullptr;
}

PublicKey ecKey(const Json& json) {
    const std::string curve = text(json, "crv");
    const char* group = curve == "P-256" ? "P-256" : curve == "P-384" ? "P-384" : curve == "P-521" ? "P-521" : nullptr;
    const std::string x = bytes(json, "x"), y = bytes(json, "y");
    if (!group || x.empty() || x.size() != y.size()) return nullptr;
    const std::string point = "\x04" + x + y;
    const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> build(OSSL_PARAM_BLD_new());
    if (!build || !OSSL_PARAM_BLD_push_utf8_string(build.get(), OSSL_PKEY_PARAM_GROUP_NAME, group, 0) ||
        !OSSL_PARAM_BLD_push_octet_string(build.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()))
        return nullptr;
    const Owned<OSSL_PARAM, OSSL_PARAM_free> params(OSSL_PARAM_BLD_to_param(build.get()));
    return params ? fromParams("EC", params.get()) : nullptr;
}

const EVP_MD* digestOf(const std::string& algorithm) {
    if (algorithm.ends_with("256")) return EVP_sha256();
    if (algorithm.ends_with("384")) return EVP_sha384();
    return algorithm.ends_with("512") ? EVP_sha512() : nullptr;
}

bool verifyDigest(EVP_PKEY* key, const EVP_MD* md, bool pss, const std::string& data, const std::string& signature) {
    const Digest context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* options = nullptr;
    if (!context || EVP_DigestVerifyInit(context.get(), &options, md, nullptr, key) != 1) return false;
    if (pss && (EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) != 1 ||
                EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) != 1))
        return false;
    return EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(data), data.size()) == 1;
}

/// A JOSE signature is r and s side by side; OpenSSL wants them in DER.
bool verifyEc(EVP_PKEY* key, const EVP_MD* md, const std::string& data, const std::string& signature) {
    if (signature.empty() || signature.size() % 2 != 0) return false;
    const int half = static_cast<int>(signature.size() / 2);
    const Owned<ECDSA_SIG, ECDSA_SIG_free> both(ECDSA_SIG_new());
    BIGNUM* r = BN_bin2bn(raw(signature), half, nullptr);
    BIGNUM* s = BN_bin2bn(raw(signature) + half, half, nullptr);
    if (!both || ECDSA_SIG_set0(both.get(), r, s) != 1) return false;
    unsigned char* der = nullptr;
    const int length = i2d_ECDSA_SIG(both.get(), &der);
    if (length <= 0) return false;
    const std::string encoded(reinterpret_cast<char*>(der), static_cast<std::size_t>(length));
    OPENSSL_free(der);
    return verifyDigest(key, md, false, data, encoded);
}

bool verifyHmac(const std::string& secret, const EVP_MD* md, const std::string& data, const std::string& signature) {
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    if (!HMAC(md, secret.data(), static_cast<int>(secret.size()), raw(data), data.size(), sum, &length)) return false;
    return length == signature.size() && CRYPTO_memcmp(sum, signature.data(), length) == 0;
}

} // namespace

struct Jwks::Key {
    std::string id, algorithm, type;
    PublicKey key;
    std::string secret;

    bool vouches(const Jwt& jwt) const {
        const EVP_MD* md = digestOf(jwt.algorithm);
        if (type == "RSA" && jwt.algorithm.starts_with("RS"))
            return verifyDigest(key.get(), md, false, jwt.signedPart, jwt.signature);
        if (type == "RSA" && jwt.algorithm.starts_with("PS"))
            return verifyDigest(key.get(), md, true, jwt.signedPart, jwt.signature);
        if (type == "EC" && jwt.algorithm.starts_with("ES"))
            return verifyEc(key.get(), md, jwt.signedPart, jwt.signature);
        if (type == "oct" && jwt.algorithm.starts_with("HS"))
            return verifyHmac(secret, md, jwt.signedPart, jwt.signature);
        if (type == "OKP" && jwt.algorithm == "EdDSA")
            return verifyDigest(key.get(), nullptr, false, jwt.signedPart, jwt.signature);
        return false;
    }
};

Jwks Jwks::parse(std::string_view json) {
    Jwks out;
    const Json document = Json::parse(json, nullptr, false);
    if (!document.is_object() || !document.contains("keys") || !document["keys"].is_array()) return out;
    for (const auto& one : document["keys"]) {
        if (!one.is_object()) continue;
        auto key = std::make_shared<Key>();
        key->id = text(one, "kid");
        key->algorithm = text(one, "alg");
        key->type = text(one, "kty");
        if (key->type == "RSA")
            key->key = rsaKey(one);
        else if (key->type == "EC")
            key->key = ecKey(one);
        else if (key->type == "oct")
            key->secret = bytes(one, "k");
        else if (key->type == "OKP" && text(one, "crv") == "Ed25519") {
            const std::string x = bytes(one, "x");
            key->key = PublicKey(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(x), x.size()));
        }
        if (key->key || !key->secret.empty()) out.keys_.push_back(std::move(key));
    }
    return out;
}

Jwks Jwks::unreachable() {
    Jwks out;
    out.unreachable_ = true;
    return out;
}

JwtStatus Jwks::verify(const Jwt& jwt) const {
    if (unreachable_) return jwt_status::verificationFails;
    bool candidate = false;
    for (const auto& key : keys_) {
        if (!jwt.keyId.empty() && !key->id.empty() && key->id != jwt.keyId) continue;
        if (!key->algorithm.empty() && key->algorithm != jwt.algorithm) continue;
        candidate = true;
        if (key->vouches(jwt)) return {};
    }
    return candidate ? jwt_status::verificationFails : jwt_status::noKey;
}

} // namespace meshwright::sim::routing
