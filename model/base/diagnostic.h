// What is said about a design: one plain sentence with its place. Shared by reader, validator, simulator and window.
#pragma once

#include "model/base/change.h"
#include "model/base/position.h"

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace meshwright::model {

enum class Severity { Info, Warning, Error };

/// What one click would do about a message: a title ("Add subset v9 to DestinationRule reviews") and the changes that
/// do it, in order, each read against the design that the one before left. Without changes it is advice in words.
struct Fix {
    using Change = std::variant<edit::SetField, edit::RemoveField, edit::RenameField, edit::InsertItem, edit::MoveItem, edit::AddObject,
                                edit::RemoveObject>;
    std::string title;
    std::vector<Change> changes;

    bool canBeApplied() const { return !changes.empty(); }
};

/// One message about a design. `message` says what is wrong and what to do, in one sentence, plain text.
struct Diagnostic {
    std::string code; ///< Istio's own code where it has one ("IST0101"), else "MW" and four digits
    Severity severity = Severity::Error;
    std::string file;
    int document = -1; ///< index of the document in its file, from 0; -1 where it concerns the whole file
    std::string kind, ns, name;
    std::string field; ///< path such as "spec.http[0].route[1].weight"; empty where it concerns the whole object
    Position position;
    std::string message;
    std::string why; ///< one sentence: what happens if nothing is done; empty = as its code says (whyOf)
    std::optional<Fix> fix;
};

using Diagnostics = std::vector<Diagnostic>;

/// "file:line: message" for people, without trailing newline.
std::string toText(const Diagnostic& diagnostic);

/// "error", "warning" or "info".
const char* toText(Severity severity);

bool hasErrors(const Diagnostics& diagnostics);

} // namespace meshwright::model
