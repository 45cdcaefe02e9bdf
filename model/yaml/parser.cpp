#include "model/yaml/parser.h"

#include "model/yaml/builder.h"

#include <istream>
#include <streambuf>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace meshwright::model::yaml {

namespace {

/// Lets yaml-cpp read a text without a copy of it.
class ViewBuffer : public std::streambuf {
public:
    explicit ViewBuffer(std::string_view text) {
        // streambuf's get area is not const; nothing writes to it.
        char* const begin = const_cast<char*>(text.data());
        setg(begin, begin, begin + text.size());
    }
};

/// The scanner's own message as part of a sentence; its wording names tokens that people know.
std::string syntaxMessage(const std::string& reason, std::string_view text, std::size_t offset) {
    const Extents extents(text);
    std::size_t line = std::min(offset, text.size());
    while (line > 0 && text[line - 1] != '\n') --line;
    std::size_t first = line;
    while (first < text.size() && (text[first] == ' ' || text[first] == '\t')) ++first;
    if (extents.indentedByTab(first)) return "This line is indented with a tab; YAML allows only spaces.";
    if (looksLikeHelmTemplate(text))
        return "This is not YAML but looks like a Helm template ({{ … }}); render it with \"helm template\" first.";
    return "This is not valid YAML (" + reason + "); correct the text at this place.";
}

} // namespace

tl::expected<Parsed, Remark> parseDocument(std::string_view text, const Span& span, const Limits& limits,
                                           std::size_t nodesLeft, Keys keys) {
    const std::size_t skipped = text.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0;
    Builder builder(text, span, skipped, limits, nodesLeft);
    try {
        ViewBuffer buffer(text.substr(skipped));
        std::istream in(&buffer);
        YAML::Parser parser(in);
        parser.HandleNextDocument(builder);
        return builder.take(keys);
    } catch (const Refusal& refusal) {
        if (looksLikeHelmTemplate(text) && text.find("{{") + span.offset <= refusal.remark.position.offset + 2)
            return tl::unexpected(
                Remark{refusal.remark.position, syntaxMessage("", text, refusal.remark.position.offset - span.offset)});
        return tl::unexpected(refusal.remark);
    } catch (const YAML::Exception& e) {
        const Position where = builder.position(e.mark);
        const std::size_t offset = where.known() ? where.offset - span.offset : 0;
        if (e.msg.find("the referenced anchor is not defined") != std::string::npos ||
            e.msg.find("unknown anchor") != std::string::npos)
            return tl::unexpected(Remark{where, "The alias here names an anchor that this document does not define."});
        return tl::unexpected(Remark{where, syntaxMessage(e.msg, text, offset)});
    } catch (const std::exception& e) {
        return tl::unexpected(Remark{builder.position(std::size_t{0}),
                                     "This document cannot be read as YAML: " + std::string(e.what()) + "."});
    }
}

} // namespace meshwright::model::yaml
