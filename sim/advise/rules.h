// The families of questions; advise.cpp asks them all.
#pragma once

#include "sim/advise/context.h"

namespace meshwright::sim::advise {

/// MW1001–MW1005: VirtualServices, rules, conditions and destinations that no request gets to.
void adviseOnReachability(Context& context);
/// MW1006, MW1007: what the creation order of objects decides.
void adviseOnOrder(Context& context);
/// MW1101, MW1102, MW1107: timeouts that leave no time for the tries, or that the caller does not wait for.
void adviseOnTimeouts(Context& context);
/// MW1103: retries at several hops of one chain of calls.
void adviseOnAmplification(Context& context);
/// MW1104: outlier detection that can eject nobody.
void adviseOnEjection(Context& context);
/// MW1105, MW1106: limits below the offered load, and mirrors that double it.
void adviseOnLoad(Context& context);
/// MW1501–MW1511: what Kiali checks and Istio does not.
void adviseOnReferences(Context& context);
/// MW0340: filter chains of one listener that Envoy cannot tell apart.
void adviseOnListeners(Context& context);
/// MW1201, MW1202: clients and servers that disagree on mutual TLS.
void adviseOnMtls(Context& context);

} // namespace meshwright::sim::advise
