#include "sim/routing/inbound/jwt_filter.h"

#include <gtest/gtest.h>

namespace meshwright::sim::routing {
namespace {

// Keys and a token of Istio's own samples, and one token for each other kind of key.
constexpr const char* rsaKeys =
    R"({ "keys":[ {"e":"AQAB","kid":"DHFbpoIUqrY8t2zpA2qXfCmr5VO5ZEr4RzHU_-envvQ","kty":"RSA","n":"xAE7eB6q)"
    R"(ugXyCAG3yhh7pkDkT65pHymX-P7KfIupjf59vsdo91bSP9C8H07pSAGQO1MV_xFj9VswgsCg4R6otmg5PV2He95lZdHtOcU5DXIg)"
    R"(_pbhLdKXbi66GlVeK6ABZOUW3WYtnNHD-91gVuoeJT_DwtGGcp4ignkgXfkiEm4sw-4sfb4qdt5oLbyVpmW6x9cfa7vs2WTfURiC)"
    R"(rBoUqgBo_-4WTiULmmHSGZHOjzwa8WtrtOQGsAFjIbno85jp6MnGGGZPYZbDAa_b3y5u-YpW7ypZrvD8BgtKVjgtQgZhLAGezMt0)"
    R"(ua3DRrWnKqTZ0BJ_EyxOGuHJrLsn00fnMQ"}]})";
constexpr const char* rsaToken =
    R"(eyJhbGciOiJSUzI1NiIsImtpZCI6IkRIRmJwb0lVcXJZOHQyenBBMnFYZkNtcjVWTzVaRXI0UnpIVV8tZW52dlEiLCJ0eXAiOiJK)"
    R"(V1QifQ.eyJleHAiOjQ2ODU5ODk3MDAsImZvbyI6ImJhciIsImlhdCI6MTUzMjM4OTcwMCwiaXNzIjoidGVzdGluZ0BzZWN1cmUua)"
    R"(XN0aW8uaW8iLCJzdWIiOiJ0ZXN0aW5nQHNlY3VyZS5pc3Rpby5pbyJ9.CfNnxWP2tcnR9q0vxyxweaF3ovQYHYZl82hAUsn21bwQ)"
    R"(d9zP7c-LS9qd_vpdLG4Tn1A15NxfCjp5f7QNBUo-KC9PJqYpgGbaXhaGx7bEdFWjcwv3nZzvc7M__ZpaCERdwU7igUmJqYGBYQ51)"
    R"(vr2njU9ZimyKkfDe3axcyiBZde7G6dabliUosJvvKOPcKIWPccCgefSj_GNfwIip3-SsFdlR7BtbVUcqR-yv-XOxJ3Uc1MI0tz3u)"
    R"(MiiZcyPV7sNCU4KRnemRIMHVOfuvHsU60_GhGbiSFzgPTAa9WTltbnarTbxudb_YEOx12JiwYToeX0DCPb43W1tzIBxgm8NxUg)";
constexpr const char* otherKeys =
    R"({"keys": [{"kty": "EC", "kid": "ec", "crv": "P-256", "x": "WELhirUIYtzSjY58qX9oyimTgaqebwaoJiGZf4KjL)"
    R"(IA", "y": "bStXCP_l5JquIqMMDrYpemlFiFe2VzzQoaBuMn_zNVk"}, {"kty": "oct", "kid": "oct", "k": "c2hhcmV)"
    R"(kIHNlY3JldCBvZiB0aGUgdGVzdCwgMzIgYi4u"}, {"kty": "OKP", "kid": "okp", "crv": "Ed25519", "x": "uvHKID)"
    R"(gI5Ltm4PCucJfQe8f9mwon1RFVTqcj2iFLacs"}]})";
constexpr const char* ecToken =
    R"(eyJhbGciOiAiRVMyNTYiLCAia2lkIjogImVjIn0.eyJpc3MiOiAiaXNzLWEiLCAic3ViIjogImFsaWNlIn0.13JqiNi6_ivqt7PB)"
    R"(Bdags3s-2-2egDEEfrAfwM1PtB0Wx-irSBNpmNd0nmmJ4epK0lv2IjW9FTOJWOjBwmna-g)";
constexpr const char* secretToken =
    R"(eyJhbGciOiAiSFMyNTYiLCAia2lkIjogIm9jdCJ9.eyJpc3MiOiAiaXNzLWEiLCAic3ViIjogImFsaWNlIn0.nUsZiO3JAWv95xy)"
    R"(81VErP6hEH8SlFbZPBXB-L7dhksY)";
constexpr const char* edToken =
    R"(eyJhbGciOiAiRWREU0EiLCAia2lkIjogIm9rcCJ9.eyJpc3MiOiAiaXNzLWEiLCAic3ViIjogImFsaWNlIn0.gjFsuGQAv-ygHW4)"
    R"(TBdikv2PFe-W-6_xNL-agqWQ19ecmL7Z__w4rQ0IVuQOXsXjTKTB1IGV8Ca7ES2u25G4PBQ)";

constexpr std::int64_t now = 1'795'478'400;

JwtStatus verify(const char* keys, const std::string& token) {
    Jwt jwt;
    const JwtStatus status = Jwt::parse(token, jwt);
    return status.empty() ? Jwks::parse(keys).verify(jwt) : status;
}

TEST(Jwt, SignaturesOfEveryKindOfKeyAreChecked) {
    for (const auto& [keys, token] : {std::pair{rsaKeys, rsaToken}, std::pair{otherKeys, ecToken},
                                      std::pair{otherKeys, secretToken}, std::pair{otherKeys, edToken}}) {
        EXPECT_EQ(verify(keys, token), "") << token;
        std::string forged = token;
        forged[forged.size() - 8] = forged[forged.size() - 8] == 'A' ? 'B' : 'A';
        EXPECT_EQ(verify(keys, forged), jwt_status::verificationFails) << token;
    }
}

TEST(Jwt, AKeyMustHaveTheTokensIdAndNothingSignsForUnreachableKeys) {
    EXPECT_EQ(verify(otherKeys, rsaToken), jwt_status::noKey);
    Jwt jwt;
    ASSERT_EQ(Jwt::parse(rsaToken, jwt), "");
    EXPECT_EQ(Jwks::unreachable().verify(jwt), jwt_status::verificationFails);
    EXPECT_FALSE(Jwks::parse("{}").valid());
}

TEST(Jwt, WhatIsNoTokenSaysSo) {
    Jwt jwt;
    EXPECT_EQ(Jwt::parse("abc", jwt), jwt_status::badFormat);
    EXPECT_EQ(Jwt::parse("$.e30.AA", jwt), "Jwt header is an invalid Base64url encoded");
    EXPECT_EQ(Jwt::parse("a b.e30.AA", jwt), "Jwt header is an invalid JSON"); // blanks are passed over
    EXPECT_EQ(Jwt::parse("e30.e30.AA", jwt), "Jwt header [alg] field is required and must be a string");
    EXPECT_EQ(Jwt::parse("eyJhbGciOiJub25lIn0.e30.AA", jwt), "Jwt header [alg] is not supported");
    EXPECT_EQ(Jwt::parse("eyJhbGciOiJSUzI1NiJ9.AA.AA", jwt), "Jwt payload is an invalid JSON");
}

JwtFilter filterFor(const std::string& issuer, const char* keys) {
    JwtProvider provider;
    provider.issuer = issuer;
    provider.keys = std::make_shared<const Jwks>(Jwks::parse(keys));
    provider.locations = {{JwtLocation::Kind::Header, "authorization", "Bearer "},
                          {JwtLocation::Kind::Parameter, "access_token", ""}};
    return {{provider}};
}

TEST(JwtFilter, NoTokenPassesAValidOneBringsItsClaimsAnInvalidOneIs401) {
    const JwtFilter filter = filterFor("testing@secure.istio.io", rsaKeys);
    JwtRequest none{"GET", "/", {}};
    EXPECT_EQ(evaluate(filter, none, now).status, "");
    EXPECT_FALSE(evaluate(filter, none, now).claims);

    JwtRequest good{"GET", "/", {{"authorization", std::string("Bearer ") + rsaToken}}};
    const JwtVerdict verdict = evaluate(filter, good, now);
    EXPECT_EQ(verdict.status, "");
    ASSERT_TRUE(verdict.claims);
    EXPECT_EQ((*verdict.claims)["foo"], "bar");
    EXPECT_TRUE(good.headers.empty()) << "the token stays at the proxy";

    JwtRequest bad{"GET", "/", {{"authorization", "Bearer abc"}}};
    EXPECT_EQ(evaluate(filter, bad, now).status, jwt_status::badFormat);
    EXPECT_EQ(evaluate(filter, bad, now).code, 401u);
    JwtRequest otherScheme{"GET", "/", {{"authorization", "Basic abc"}}};
    EXPECT_EQ(evaluate(filter, otherScheme, now).status, "");
}

TEST(JwtFilter, ATokenMayComeInTheQueryAndIsTakenOutOfIt) {
    JwtRequest request{"GET", std::string("/p?a=1&access_token=") + rsaToken + "&b=2", {}};
    EXPECT_EQ(evaluate(filterFor("testing@secure.istio.io", rsaKeys), request, now).status, "");
    EXPECT_EQ(request.path, "/p?a=1&b=2");
}

TEST(JwtFilter, TokensOfOtherIssuersAreRefused) {
    JwtRequest request{"GET", "/", {{"authorization", std::string("Bearer ") + rsaToken}}};
    EXPECT_EQ(evaluate(filterFor("somebody-else", rsaKeys), request, now).status, jwt_status::unknownIssuer);
}

TEST(JwtFilter, TokensExpireAMinuteLate) {
    const JwtFilter filter = filterFor("testing@secure.istio.io", rsaKeys);
    constexpr std::int64_t expires = 4685989700;
    for (const auto& [at, status] : {std::pair{expires + 60, ""}, std::pair{expires + 61, jwt_status::expired}}) {
        JwtRequest request{"GET", "/", {{"authorization", std::string("Bearer ") + rsaToken}}};
        EXPECT_EQ(evaluate(filter, request, at).status, status);
    }
}

TEST(JwtFilter, AForeignAudienceIs403) {
    JwtFilter filter = filterFor("testing@secure.istio.io", rsaKeys);
    filter.providers[0].audiences = {"shop"};
    JwtRequest request{"GET", "/", {{"authorization", std::string("Bearer ") + rsaToken}}};
    const JwtVerdict verdict = evaluate(filter, request, now);
    EXPECT_EQ(verdict.status, jwt_status::audience);
    EXPECT_EQ(verdict.code, 403u);
}

TEST(JwtFilter, ClaimsBecomeHeadersThatAClientCannotForge) {
    JwtFilter filter = filterFor("iss-a", otherKeys);
    filter.providers[0].claimHeaders = {{"x-sub", "sub"}, {"x-none", "absent"}};
    filter.providers[0].forward = true;
    JwtRequest request{"GET", "/", {{"x-sub", "forged"}, {"authorization", std::string("Bearer ") + ecToken}}};
    EXPECT_EQ(evaluate(filter, request, now).status, "");
    EXPECT_EQ(request.headers.back(), (std::pair<std::string, std::string>{"x-sub", "alice"}));
    EXPECT_EQ(request.headers.size(), 2u);
}

TEST(JwtFilter, OneOfSeveralProvidersIsEnough) {
    JwtFilter filter = filterFor("testing@secure.istio.io", rsaKeys);
    filter.providers.push_back(filterFor("iss-a", otherKeys).providers[0]);
    for (const char* token : {rsaToken, ecToken}) {
        JwtRequest request{"GET", "/", {{"authorization", std::string("Bearer ") + token}}};
        EXPECT_EQ(evaluate(filter, request, now).status, "");
    }
    JwtRequest none{"GET", "/", {}};
    EXPECT_EQ(evaluate(filter, none, now).status, "");
}

} // namespace
} // namespace meshwright::sim::routing
