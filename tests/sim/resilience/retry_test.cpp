#include "sim/resilience/retry.h"

#include <gtest/gtest.h>

namespace meshwright::sim::resilience {
namespace {

using routing::RetryPolicy;

/// A policy with one token set.
RetryPolicy only(bool RetryPolicy::*token) {
    RetryPolicy p;
    p.enabled = true;
    p.numRetries = 1;
    p.*token = true;
    return p;
}

struct AnswerRow {
    const char* name;
    bool RetryPolicy::*token;
    std::uint32_t status;
    bool retried;
};

TEST(Retry, AnswersAreTriedAgainAsTheTokenSays) {
    const AnswerRow rows[] = {
        {"5xx takes 500", &RetryPolicy::on5xx, 500, true},
        {"5xx takes 599", &RetryPolicy::on5xx, 599, true},
        {"5xx leaves 499", &RetryPolicy::on5xx, 499, false},
        {"5xx leaves 600", &RetryPolicy::on5xx, 600, false},
        {"gateway-error leaves 500", &RetryPolicy::gatewayError, 500, false},
        {"gateway-error leaves 501", &RetryPolicy::gatewayError, 501, false},
        {"gateway-error takes 502", &RetryPolicy::gatewayError, 502, true},
        {"gateway-error takes 504", &RetryPolicy::gatewayError, 504, true},
        {"gateway-error leaves 505", &RetryPolicy::gatewayError, 505, false},
        {"retriable-4xx takes 409 only", &RetryPolicy::retriable4xx, 409, true},
        {"retriable-4xx leaves 404", &RetryPolicy::retriable4xx, 404, false},
        {"retriable-4xx leaves 429", &RetryPolicy::retriable4xx, 429, false},
        {"connect-failure leaves any answer", &RetryPolicy::connectFailure, 503, false},
        {"reset leaves any answer", &RetryPolicy::reset, 503, false},
    };
    for (const AnswerRow& row : rows) EXPECT_EQ(wantsRetry(only(row.token), {row.status}), row.retried) << row.name;
}

TEST(Retry, ListedStatusCodesCountOnlyWithTheirToken) {
    RetryPolicy p = only(&RetryPolicy::retriableStatusCodes);
    p.statusCodes = {404, 503};
    EXPECT_TRUE(wantsRetry(p, {404}));
    EXPECT_FALSE(wantsRetry(p, {500}));
    p.retriableStatusCodes = false;
    EXPECT_FALSE(wantsRetry(p, {404}));
}

TEST(Retry, RateLimitedAnswersAreTriedAgainOnlyWhereNamed) {
    AnswerHead head{503};
    head.ratelimited = true;
    EXPECT_FALSE(wantsRetry(only(&RetryPolicy::on5xx), head));
    EXPECT_TRUE(wantsRetry(only(&RetryPolicy::envoyRatelimited), head));
}

TEST(Retry, GrpcTokensLookAtTheStatusInTheHeaders) {
    const std::pair<bool RetryPolicy::*, std::uint32_t> rows[] = {{&RetryPolicy::grpcCancelled, 1},
                                                                  {&RetryPolicy::grpcDeadlineExceeded, 4},
                                                                  {&RetryPolicy::grpcInternal, 13},
                                                                  {&RetryPolicy::grpcResourceExhausted, 8},
                                                                  {&RetryPolicy::grpcUnavailable, 14}};
    for (const auto& [token, code] : rows)
        for (std::uint32_t status = 0; status <= 16; ++status) {
            AnswerHead head{200};
            head.grpcStatus = status;
            EXPECT_EQ(wantsRetry(only(token), head), status == code) << status;
        }
    EXPECT_FALSE(wantsRetry(only(&RetryPolicy::grpcUnavailable), {200})) << "no status in the headers";
}

struct ResetRow {
    const char* name;
    bool RetryPolicy::*token;
    Reset reason;
    bool bytesSent, retried;
};

TEST(Retry, ResetsAreTriedAgainAsTheTokenSays) {
    const ResetRow rows[] = {
        {"an overflow never", &RetryPolicy::on5xx, Reset::Overflow, false, false},
        {"connect-failure takes a refusal", &RetryPolicy::connectFailure, Reset::ConnectFailure, false, true},
        {"connect-failure takes a connect timeout", &RetryPolicy::connectFailure, Reset::ConnectTimeout, false, true},
        {"connect-failure leaves a per-try timeout", &RetryPolicy::connectFailure, Reset::PerTryTimeout, true, false},
        {"connect-failure leaves a closed connection", &RetryPolicy::connectFailure, Reset::PeerClosed, true, false},
        {"5xx takes a per-try timeout", &RetryPolicy::on5xx, Reset::PerTryTimeout, true, true},
        {"gateway-error takes a per-try timeout", &RetryPolicy::gatewayError, Reset::PerTryTimeout, true, true},
        {"reset takes a per-try timeout", &RetryPolicy::reset, Reset::PerTryTimeout, true, true},
        {"retriable-status-codes leaves a per-try timeout", &RetryPolicy::retriableStatusCodes, Reset::PerTryTimeout,
         true, false},
        {"refused-stream leaves a per-try timeout", &RetryPolicy::refusedStream, Reset::PerTryTimeout, true, false},
        {"refused-stream takes a refused stream", &RetryPolicy::refusedStream, Reset::PeerRefusedStream, true, true},
        {"reset-before-request takes what sent nothing", &RetryPolicy::resetBeforeRequest, Reset::PeerClosed, false,
         true},
        {"reset-before-request leaves what sent a byte", &RetryPolicy::resetBeforeRequest, Reset::PeerClosed, true,
         false},
        {"5xx takes a closed connection", &RetryPolicy::on5xx, Reset::PeerClosed, true, true},
    };
    for (const ResetRow& row : rows)
        EXPECT_EQ(wantsRetry(only(row.token), row.reason, row.bytesSent), row.retried) << row.name;
}

TEST(Retry, IstiosDefaultLeavesAPerTryTimeoutAndAClosedConnection) {
    RetryPolicy p;
    p.enabled = p.connectFailure = p.refusedStream = p.grpcUnavailable = p.grpcCancelled = p.retriableStatusCodes =
        true;
    EXPECT_FALSE(wantsRetry(p, Reset::PerTryTimeout, true));
    EXPECT_FALSE(wantsRetry(p, Reset::PeerClosed, true));
    EXPECT_FALSE(wantsRetry(p, {503}));
    EXPECT_TRUE(wantsRetry(p, Reset::ConnectFailure, false));
}

TEST(Retry, BackOffBoundsDoubleUpToTenTimesTheBase) {
    Backoff b(Duration::milliseconds(25));
    const std::int64_t bounds[] = {25, 50, 100, 200, 250, 250, 250};
    for (const std::int64_t bound : bounds) {
        // A draw of bound − 1 is the longest wait, and one of bound would be none.
        EXPECT_EQ(Backoff(b).next(static_cast<std::uint64_t>(bound - 1)), Duration::milliseconds(bound - 1));
        EXPECT_EQ(b.next(static_cast<std::uint64_t>(bound)), Duration{});
    }
}

TEST(Retry, AttemptsRunOutWithURX) {
    RetryPolicy p = only(&RetryPolicy::on5xx);
    p.numRetries = 2;
    RetryState state(p);
    EXPECT_EQ(state.judge(true, true), Verdict::Again);
    EXPECT_EQ(state.judge(true, true), Verdict::Again);
    EXPECT_EQ(state.judge(true, true), Verdict::Exhausted);
    EXPECT_EQ(RetryState(p).judge(false, true), Verdict::Forward);
    p.numRetries = 0;
    EXPECT_EQ(RetryState(p).judge(true, true), Verdict::Exhausted) << "no retries at all give URX at once";
    EXPECT_EQ(RetryState(RetryPolicy{}).judge(true, true), Verdict::Forward) << "without a policy";
}

TEST(Retry, ARefusedRetrySpendsATry) {
    RetryPolicy p = only(&RetryPolicy::on5xx);
    RetryState state(p);
    EXPECT_EQ(state.judge(true, false), Verdict::Breaker);
    EXPECT_FALSE(state.holdsSlot);
    EXPECT_EQ(state.judge(true, true), Verdict::Exhausted);
}

} // namespace
} // namespace meshwright::sim::resilience
