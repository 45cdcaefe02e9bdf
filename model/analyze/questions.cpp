#include "model/analyze/questions.h"

#include <array>

namespace meshwright::model::analysis {

std::span<const ObjectQuestion> objectQuestions() {
    static constexpr std::array kAll = {askRoutes,          askMeshHosts, askGateway, askService,
                                        askDestinationRule, askPolicy,    askSidecar, askMetadata};
    return kAll;
}

std::span<const WholeQuestion> wholeQuestions() {
    return {};
}

} // namespace meshwright::model::analysis
