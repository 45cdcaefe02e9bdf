#include "model/validate/header_value.h"

namespace meshwright::model::validation {

namespace {

/// Where in a value the reader stands.
enum class In { Text, Name, Arguments, ListItem, String, AfterItem, AfterList, AfterArguments };

} // namespace

Problem checkHeaderValue(std::string_view value) {
    for (const char c : value)
        if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F)
            return "The value of a header must not hold line breaks or other control characters.";
    In in = In::Text;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const char c = value[i];
        switch (in) {
        case In::Text:
            if (c != '%') break;
            if (i + 1 == value.size()) return "A % at the end of a header's value must be written as %%.";
            if (value[i + 1] == '%')
                ++i;
            else
                in = In::Name;
            break;
        case In::Name:
            if (c == '%') in = In::Text;
            if (c == '(') in = In::Arguments;
            break;
        case In::Arguments:
            if (c == '[')
                in = In::ListItem;
            else if (c != ' ')
                in = In::String;
            break;
        case In::ListItem:
            if (c == '"')
                in = In::String;
            else if (c != ' ')
                return "A list in a %VARIABLE% of a header's value holds texts in double quotes.";
            break;
        case In::String:
            if (c == '\\') {
                if (i + 1 == value.size()) return "A header's value ends in a backslash.";
                ++i;
            } else if (c == ')') {
                in = In::AfterArguments;
            } else if (c == '"') {
                in = In::AfterItem;
            }
            break;
        case In::AfterItem:
            if (c == ',')
                in = In::ListItem;
            else if (c == ']')
                in = In::AfterList;
            else if (c != ' ')
                return "A list in a %VARIABLE% of a header's value is broken: a comma or ] is missing.";
            break;
        case In::AfterList:
            if (c == ')')
                in = In::AfterArguments;
            else if (c != ' ')
                return "A %VARIABLE% of a header's value is broken: a ) is missing.";
            break;
        case In::AfterArguments:
            if (c == '%')
                in = In::Text;
            else if (c != ' ')
                return "A %VARIABLE% of a header's value is broken: its closing % is missing.";
            break;
        }
    }
    return in == In::Text ? Problem{} : "A %VARIABLE% of a header's value does not end; write a plain % as %%.";
}

} // namespace meshwright::model::validation
