// Listeners that Envoy refuses whole because two of their filter chains are for the same connections.
#include "sim/advise/rules.h"

#include "sim/routing/l4/proxy_connections.h"

namespace meshwright::sim::advise {

void adviseOnListeners(Context& context) {
    for (std::size_t i = 0; i < context.tables().size(); ++i) {
        const auto connections =
            routing::ProxyConnections::outbound(context.meshPtr(), context.coverage().proxies[i], context.tables()[i]);
        for (const auto& refused : connections.listeners().diagnostics) context.add(refused);
    }
}

} // namespace meshwright::sim::advise
