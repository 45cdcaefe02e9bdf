// Every code that a message can carry: one table, from which messages take their severity and reason, and the
// documentation and SARIF their list of rules.
#pragma once

#include "model/base/diagnostic.h"

#include <string_view>
#include <vector>

namespace meshwright::model {

/// What every message of one code has in common.
struct CodeInfo {
    std::string_view code;  ///< "MW1001", or Istio's own "IST0101"
    Severity severity;      ///< as usual; a message may carry another where the case is milder
    std::string_view title; ///< in Istio's style: "RuleUnreachable"
    std::string_view why;   ///< one sentence: why it matters
};

/// The entry of `code`, or null where nobody says it.
const CodeInfo* codeInfo(std::string_view code);

/// All entries, sorted by code.
std::vector<CodeInfo> allCodes();

/// The reason of a message: its own where it has one, else that of its code; empty for an unknown code.
std::string_view whyOf(const Diagnostic& diagnostic);

} // namespace meshwright::model
