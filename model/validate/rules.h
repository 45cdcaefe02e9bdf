// The field rules of each kind; validate.cpp calls them by kind.
#pragma once

#include "model/validate/judge.h"

namespace meshwright::model::validation {

void checkVirtualService(Judge& judge, const istio::VirtualService& service);
/// Rules and conditions that can never decide: IST0130 and IST0131.
void checkReachability(Judge& judge, const istio::VirtualService& service);
void checkDestinationRule(Judge& judge, const istio::DestinationRule& rule);
void checkConnectionPool(Judge& judge, const std::optional<istio::ConnectionPool>& pool, const std::string& field);
void checkGateway(Judge& judge, const istio::Gateway& gateway);
void checkServerTls(Judge& judge, const std::optional<istio::ServerTls>& tls, const std::string& field);
void checkServiceEntry(Judge& judge, const istio::ServiceEntry& entry);
void checkWorkloadEntry(Judge& judge, const istio::WorkloadEntry& entry);
void checkSidecar(Judge& judge, const istio::Sidecar& sidecar);
void checkPeerAuthentication(Judge& judge, const istio::PeerAuthentication& policy);
void checkRequestAuthentication(Judge& judge, const istio::RequestAuthentication& policy);
void checkAuthorizationPolicy(Judge& judge, const istio::AuthorizationPolicy& policy);
void checkService(Judge& judge, const kube::Service& service);
void checkDeployment(Judge& judge, const kube::Deployment& deployment);
void checkScenario(Judge& judge, const scenario::Scenario& scenario);
void checkCanvas(Judge& judge, const scenario::Canvas& canvas);
/// What the API server refuses by the resource's schema alone.
void checkSchema(Judge& judge);

} // namespace meshwright::model::validation
