// gRPC's status codes: how Envoy reads them, and how this program tells them from HTTP's.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

namespace meshwright::sim::resilience {

/// An answer's status is an HTTP code, or (for a gRPC error, whose HTTP code is 200) this much above its grpc-status.
inline constexpr std::uint32_t grpcStatusBase = 1'000;

inline constexpr bool isGrpcError(std::uint32_t status) {
    return status > grpcStatusBase;
}
inline constexpr std::optional<std::uint32_t> grpcStatusOf(std::uint32_t status) {
    return isGrpcError(status) ? std::optional(status - grpcStatusBase) : std::nullopt;
}
/// The HTTP code that goes over the wire.
inline constexpr std::uint32_t httpStatusOf(std::uint32_t status) {
    return isGrpcError(status) ? 200 : status;
}

/// The HTTP code that outlier detection takes a grpc-status for.
/// Envoy: source/common/grpc/status.cc (grpcToHttpStatus).
inline constexpr std::uint32_t httpEquivalentOf(std::uint32_t grpcStatus) {
    constexpr std::array<std::uint32_t, 17> http{200, 499, 500, 400, 504, 404, 409, 403, 429,
                                                 400, 409, 400, 501, 500, 503, 500, 401};
    return grpcStatus < http.size() ? http[grpcStatus] : 500;
}
/// The same of any status of an answer.
inline constexpr std::uint32_t judgedStatusOf(std::uint32_t status) {
    return isGrpcError(status) ? httpEquivalentOf(status - grpcStatusBase) : status;
}

} // namespace meshwright::sim::resilience
