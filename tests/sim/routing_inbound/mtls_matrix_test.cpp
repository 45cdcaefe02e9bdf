#include "sim/routing/inbound/mtls_matrix.h"

#include <gtest/gtest.h>

namespace meshwright::sim::routing {
namespace {

using Client = ClientTlsMode;
using Result = MtlsResult;

struct Row {
    Client client;
    Result strict, permissive, disable, noSidecar;
};

void expectRow(const Row& row, Protocol port) {
    const std::pair<std::optional<MtlsMode>, Result> columns[] = {{MtlsMode::Strict, row.strict},
                                                                  {MtlsMode::Permissive, row.permissive},
                                                                  {MtlsMode::Disable, row.disable},
                                                                  {std::nullopt, row.noSidecar}};
    for (const auto& [server, expected] : columns) {
        const MtlsAnswer answer = pairMtls(row.client, server, port);
        EXPECT_EQ(answer.result, expected)
            << toText(row.client) << " to " << (server ? toText(*server) : "no sidecar") << ": " << answer.reason;
        EXPECT_FALSE(answer.reason.empty());
    }
}

TEST(MtlsMatrix, HttpPorts) {
    for (const Row& row : {
             Row{Client::NoSidecar, Result::Refused, Result::Plain, Result::Plain, Result::Plain},
             Row{Client::Auto, Result::Mutual, Result::Mutual, Result::Plain, Result::Plain},
             Row{Client::Disable, Result::Refused, Result::Plain, Result::Plain, Result::Plain},
             Row{Client::IstioMutual, Result::Mutual, Result::Mutual, Result::Refused, Result::Refused},
             Row{Client::Simple, Result::Refused, Result::Refused, Result::Refused, Result::Application},
         })
        expectRow(row, Protocol::Http);
}

TEST(MtlsMatrix, RawAndUndetectedPortsLetForeignTlsThroughToTheApplication) {
    for (const Protocol port : {Protocol::Tcp, Protocol::Unsupported})
        for (const Row& row : {
                 Row{Client::NoSidecar, Result::Refused, Result::Plain, Result::Plain, Result::Plain},
                 Row{Client::Auto, Result::Mutual, Result::Mutual, Result::Plain, Result::Plain},
                 Row{Client::IstioMutual, Result::Mutual, Result::Mutual, Result::Application, Result::Refused},
                 Row{Client::Simple, Result::Refused, Result::Application, Result::Application, Result::Application},
             })
            expectRow(row, port);
}

} // namespace
} // namespace meshwright::sim::routing
