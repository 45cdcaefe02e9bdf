// Which texts each part of a request can be, and how routes test them.
#pragma once

#include "sim/coverage/text/text_space.h"
#include "sim/routing/tables.h"

#include <optional>
#include <string>
#include <vector>

namespace meshwright::sim::coverage {

/// Paths as the route table sees them, after normalization. `tests` decide whether percent signs need a thought.
TextLanguage pathLanguage(routing::PathNormalization mode, const std::vector<TextTest>& tests);
TextLanguage methodLanguage();
TextLanguage schemeLanguage(bool tls);
/// Values of a header: visible characters, with blanks inside only.
TextLanguage headerLanguage();
/// Values of a query parameter as written, undecoded.
TextLanguage queryLanguage();
/// Authorities (the Host header, port included) that one domain of a virtual host takes.
TextLanguage authorityLanguage(const std::string& domain, bool ignorePort);

/// Names that a header, or a query parameter, can have at all.
bool possibleHeaderName(const std::string& name);
bool possibleQueryName(const std::string& name);

/// What a matcher asks of a text. `constant` where it asks nothing, or where its regular expression was refused.
struct Asked {
    std::optional<TextTest> test;
    bool constant = true; ///< the answer where there is no test
};
Asked asked(const routing::TextMatcher& matcher);
Asked asked(const routing::PathMatcher& matcher);

} // namespace meshwright::sim::coverage
