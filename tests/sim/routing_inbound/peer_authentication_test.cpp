#include "sim/routing/inbound/peer_authentication.h"

#include "tests/sim/support/mesh_text.h"

namespace meshwright::sim::routing {
namespace {

std::string peer(const std::string& name, const std::string& ns, const std::string& spec,
                 const std::string& created = "") {
    return "---\napiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: " + name +
           ", namespace: " + ns + (created.empty() ? "" : ", creationTimestamp: '" + created + "'") +
           "}\nspec: " + spec + "\n";
}

const std::string web = "selector: {matchLabels: {app: web}}";

MtlsMode mode(const std::string& design, std::uint32_t port = 8080) {
    const auto mesh = tests::meshOf(design);
    return composePeerAuthentication(mesh->peerAuthentications(), "istio-system", "shop", {{"app", "web"}})
        .forPort(port)
        .mode;
}

TEST(PeerAuthentication, TheMeshIsPermissiveByDefault) {
    EXPECT_EQ(mode(""), MtlsMode::Permissive);
}

TEST(PeerAuthentication, TheNarrowestLevelCounts) {
    const std::string mesh = peer("m", "istio-system", "{mtls: {mode: STRICT}}");
    const std::string ns = peer("n", "shop", "{mtls: {mode: PERMISSIVE}}");
    const std::string own = peer("w", "shop", "{" + web + ", mtls: {mode: DISABLE}}");
    EXPECT_EQ(mode(mesh), MtlsMode::Strict);
    EXPECT_EQ(mode(mesh + ns), MtlsMode::Permissive);
    EXPECT_EQ(mode(own + ns + mesh), MtlsMode::Disable);
}

TEST(PeerAuthentication, UnsetInherits) {
    const std::string mesh = peer("m", "istio-system", "{mtls: {mode: STRICT}}");
    EXPECT_EQ(mode(mesh + peer("n", "shop", "{}")), MtlsMode::Strict);
    EXPECT_EQ(mode(mesh + peer("w", "shop", "{" + web + ", mtls: {mode: UNSET}}")), MtlsMode::Strict);
    EXPECT_EQ(mode(mesh + peer("w", "shop", "{" + web + ", portLevelMtls: {8080: {mode: UNSET}}}")), MtlsMode::Strict);
}

TEST(PeerAuthentication, OnlyAWorkloadsOwnPolicySetsPorts) {
    const std::string own = "mtls: {mode: STRICT}, portLevelMtls: {8080: {mode: DISABLE}}}";
    EXPECT_EQ(mode(peer("w", "shop", "{" + web + ", " + own)), MtlsMode::Disable);
    EXPECT_EQ(mode(peer("w", "shop", "{" + web + ", " + own), 9090), MtlsMode::Strict);
    EXPECT_EQ(mode(peer("n", "shop", "{" + own)), MtlsMode::Strict);
}

TEST(PeerAuthentication, TheOldestOfALevelCountsAndThenTheFirstName) {
    const std::string strict = "{mtls: {mode: STRICT}}", disable = "{mtls: {mode: DISABLE}}";
    EXPECT_EQ(
        mode(peer("a", "shop", strict, "2025-01-01T00:00:00Z") + peer("b", "shop", disable, "2024-01-01T00:00:00Z")),
        MtlsMode::Disable);
    EXPECT_EQ(mode(peer("b", "shop", disable) + peer("a", "shop", strict)), MtlsMode::Strict);
}

TEST(PeerAuthentication, SelectorsOfTheRootNamespaceAndOfOtherWorkloadsCountNothing) {
    EXPECT_EQ(mode(peer("r", "istio-system", "{" + web + ", mtls: {mode: STRICT}}")), MtlsMode::Permissive);
    EXPECT_EQ(mode(peer("o", "shop", "{selector: {matchLabels: {app: api}}, mtls: {mode: STRICT}}")),
              MtlsMode::Permissive);
    EXPECT_EQ(mode(peer("o", "default", "{mtls: {mode: STRICT}}")), MtlsMode::Permissive);
}

TEST(PeerAuthentication, SaysWhichFieldSetAMode) {
    const auto mesh = tests::meshOf(peer("w", "shop", "{" + web + ", portLevelMtls: {8080: {mode: STRICT}}}"));
    const auto settings =
        composePeerAuthentication(mesh->peerAuthentications(), "istio-system", "shop", {{"app", "web"}});
    EXPECT_EQ(settings.forPort(8080).origin.field, "spec.portLevelMtls[8080].mode");
    EXPECT_FALSE(settings.forPort(80).origin);
}

} // namespace
} // namespace meshwright::sim::routing
