#include "model/fix/fix.h"

#include "model/edit/edit.h"
#include "model/yaml/read.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace meshwright::model {

namespace {

bool continues(char c) {
    return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

using Problem = std::tuple<std::string, std::string, std::string, std::string, std::string>;

Problem problemOf(const Diagnostic& d) {
    return {d.code, d.kind, d.ns, d.name, d.field};
}

bool isOffered(const Diagnostic& d) {
    return d.fix && d.fix->canBeApplied();
}

bool sameObject(const Diagnostic& a, const Diagnostic& b) {
    return a.kind == b.kind && a.ns == b.ns && a.name == b.name;
}

/// Errors that count for a fix: of an object that cannot be read nothing is known but that.
std::size_t errorsFor(const Diagnostic& fixed, const Diagnostics& all) {
    const bool unreadable = fixed.code == yaml::kUnknownField || fixed.code == yaml::kWrongType;
    return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](const Diagnostic& d) {
        const bool shownNow = unreadable && sameObject(d, fixed) && d.code.compare(0, 3, "IST") == 0;
        return d.severity == Severity::Error && !shownNow;
    }));
}

/// How often a code is said about the object, whatever the index of its field: removing an item moves the others.
std::size_t said(const Diagnostics& all, const Diagnostic& like) {
    return static_cast<std::size_t>(std::count_if(
        all.begin(), all.end(), [&](const Diagnostic& d) { return d.code == like.code && sameObject(d, like); }));
}

} // namespace

bool helped(const Diagnostic& fixed, const Diagnostics& before, const Diagnostics& after) {
    return said(after, fixed) < said(before, fixed) && errorsFor(fixed, after) <= errorsFor(fixed, before);
}

std::vector<TextChange> textChanges(const Design& before, const Design& after) {
    std::vector<TextChange> out;
    std::vector<std::string> files = before.files();
    for (const auto& file : after.files())
        if (std::find(files.begin(), files.end(), file) == files.end()) files.push_back(file);
    for (const auto& file : files) {
        auto [a, aEnd] = before.rangeOf(file);
        auto [b, bEnd] = after.rangeOf(file);
        const auto &was = before.documents(), &now = after.documents();
        TextChange change{file, 0, 0, {}};
        for (; a < aEnd && b < bEnd && was[a] == now[b]; ++a, ++b) change.begin += was[a]->text.size();
        for (; a < aEnd && b < bEnd && was[aEnd - 1] == now[bEnd - 1];) --aEnd, --bEnd;
        std::string old;
        for (; a < aEnd; ++a) old += was[a]->text;
        for (; b < bEnd; ++b) change.text += now[b]->text;
        if (old == change.text) continue;
        const auto same = std::mismatch(old.begin(), old.end(), change.text.begin(), change.text.end());
        std::size_t front = static_cast<std::size_t>(same.first - old.begin());
        while (front > 0 && ((front < old.size() && continues(old[front])) ||
                             (front < change.text.size() && continues(change.text[front]))))
            --front;
        const std::size_t most = std::min(old.size(), change.text.size()) - front;
        std::size_t back = 0;
        while (back < most && old[old.size() - 1 - back] == change.text[change.text.size() - 1 - back]) ++back;
        while (back > 0 && continues(old[old.size() - back])) --back;
        change.begin += front;
        change.end = change.begin + old.size() - front - back;
        change.text = change.text.substr(front, change.text.size() - front - back);
        out.push_back(std::move(change));
    }
    return out;
}

tl::expected<Design, Diagnostics> applyFix(const Design& design, const Diagnostic& diagnostic) {
    if (!isOffered(diagnostic)) {
        Diagnostic none = diagnostic;
        none.message = "This message offers no fix that can be applied.";
        return tl::unexpected(Diagnostics{std::move(none)});
    }
    return edit::apply(design, edit::editOf(*diagnostic.fix));
}

Fixed applyFixes(const Design& design, Messages messages) {
    Fixed out{design, {}, {}};
    Checker checker;
    checker.update(out.design);
    Diagnostics now = (checker.*messages)();
    std::set<std::pair<Problem, std::string>> tried;
    for (std::size_t i = 0; i < now.size();) {
        const Diagnostic d = now[i];
        if (!isOffered(d) || !tried.insert({problemOf(d), d.message}).second) {
            ++i;
            continue;
        }
        auto next = applyFix(out.design, d);
        if (next) {
            checker.update(*next);
            auto then = (checker.*messages)();
            if (helped(d, now, then)) {
                out.design = std::move(*next);
                out.done.push_back(d);
                now = std::move(then);
                i = 0;
                continue;
            }
            checker.update(out.design);
        }
        out.skipped.push_back(d);
        ++i;
    }
    return out;
}

} // namespace meshwright::model
