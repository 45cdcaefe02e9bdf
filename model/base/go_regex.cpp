#include "model/base/go_regex.h"

namespace meshwright::model {

namespace {

/// Calls `plain(i)` at each place that is neither escaped, nor in a class, nor in `\Q…\E`, and `escape(i)` at each
/// backslash outside of classes.
template <class Plain, class Escape> void walk(std::string_view text, Plain&& plain, Escape&& escape) {
    bool inClass = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\') {
            if (!inClass) escape(i);
            if (text.substr(i, 2) == "\\Q") {
                const auto end = text.find("\\E", i + 2);
                if (end == std::string_view::npos) return;
                i = end;
            }
            ++i;
        } else if (inClass) {
            inClass = text[i] != ']';
        } else if (text[i] == '[') {
            inClass = true;
            if (i + 1 < text.size() && text[i + 1] == '^') ++i;
            if (i + 1 < text.size() && text[i + 1] == ']') ++i; // first in a class it stands for itself
        } else {
            plain(i);
        }
    }
}

} // namespace

std::string asRe2(std::string_view expression) {
    std::string out;
    std::size_t copied = 0;
    walk(
        expression,
        [&](std::size_t i) {
            if (expression.substr(i, 3) != "(?<" || i + 3 >= expression.size()) return;
            const char next = expression[i + 3];
            if (next == '=' || next == '!') return; // looking behind: in neither
            out.append(expression.substr(copied, i + 2 - copied)).append("P");
            copied = i + 2;
        },
        [](std::size_t) {});
    out.append(expression.substr(copied));
    return out;
}

bool asksForBytes(std::string_view expression) {
    bool found = false;
    walk(
        expression, [](std::size_t) {}, [&](std::size_t i) { found = found || expression.substr(i, 2) == "\\C"; });
    return found;
}

} // namespace meshwright::model
