// What "find anything" looks through, as plain text: objects, rules, fields with their lines, commands. No widgets.
#pragma once

#include <QString>
#include <vector>

#include "model/design/design.h"

namespace meshwright::ui {

struct FindEntry {
    enum class Kind { Command, Object, Rule, Field };
    Kind kind = Kind::Object;
    QString text;   ///< "Virtual service  reviews", "reviews  spec.http[0].timeout = 2s"
    QString detail; ///< at the right: shortcut, namespace, or file and line
    QString icon;
    model::ResourceId object; ///< of all but commands
    std::string field;        ///< of rules and fields
    int command = -1;         ///< index that the owner gave to a command
};

/// A match: where in the index, and how good; larger is better.
struct FindHit {
    std::size_t entry = 0;
    int score = 0;
};

class FindIndex {
public:
    /// Objects, rules and fields of a design. Fields beyond `mostFields` are left out, so that memory stays bounded.
    void setDesign(const model::Design& design);
    void setCommands(std::vector<FindEntry> commands);
    const FindEntry& at(std::size_t entry) const {
        return entry < commands_.size() ? commands_[entry] : entries_[entry - commands_.size()];
    }
    std::size_t size() const { return commands_.size() + entries_.size(); }

    /// The best `most` entries for some words in any order: all of them must occur. Where no entry holds them, entries
    /// that hold each word's letters in order ("rvws" finds reviews). Without words: commands and objects.
    std::vector<FindHit> find(const QString& words, std::size_t most = 200) const;

    static constexpr std::size_t mostFields = 500'000;

private:
    std::vector<FindEntry> commands_, entries_;
    std::vector<std::string> folded_, foldedCommands_; ///< lower case, to be searched
};

/// How well a word of lower-case letters matches a lower-case text: 0 = not at all. A word at the beginning of a part
/// of the text counts most, then inside of one; with `loosely`, letters in order count a little.
int matchScore(std::string_view word, std::string_view text, bool loosely);

} // namespace meshwright::ui
