#include "model/yaml/writer.h"

#include "model/yaml/scalar.h"

#include <array>
#include <charconv>
#include <cstdio>

namespace meshwright::model::yaml {

namespace {

/// Decodes one character of valid UTF-8 and moves on.
char32_t nextCharacter(std::string_view text, std::size_t& i) {
    const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[k]); };
    const unsigned lead = byte(i);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t c = length == 1 ? lead : lead & (0xFFu >> (length + 1));
    for (std::size_t k = 1; k < length && i + k < text.size(); ++k) c = (c << 6) | (byte(i + k) & 0x3F);
    i += length;
    return c;
}

/// Characters that do not show, or turn the direction of the text around them.
bool isInvisible(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0xAD || (c >= 0x200B && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
           (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF);
}

bool hasInvisible(std::string_view text) {
    for (std::size_t i = 0; i < text.size();)
        if (isInvisible(nextCharacter(text, i))) return true;
    return false;
}

bool isPlainSafe(std::string_view text) {
    if (text.empty() || text.front() == ' ' || text.back() == ' ' || text.back() == ':') return false;
    if (!isTextWhenPlain(text) || hasInvisible(text)) return false;
    if (text.find_first_of(",[]{}") != std::string_view::npos) return false; // safe in flow style too
    if (text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos) return false;
    if (text.substr(0, 3) == "---" || text.substr(0, 3) == "...") return false;
    if (text == "-" || text.substr(0, 2) == "- ") return false;
    constexpr std::string_view kIndicators = "?:#&*!|>'\"%@`-=<";
    return kIndicators.find(text.front()) == std::string_view::npos;
}

std::string escape(char32_t c) {
    std::array<char, 16> buffer{};
    const char* const format = c < 0x100 ? "\\x%02X" : c < 0x10000 ? "\\u%04X" : "\\U%08X";
    std::snprintf(buffer.data(), buffer.size(), format, static_cast<unsigned>(c));
    return buffer.data();
}

std::string doubleQuoted(std::string_view text) {
    std::string out = "\"";
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t from = i;
        const char32_t c = nextCharacter(text, i);
        if (c == '"' || c == '\\')
            out += {'\\', static_cast<char>(c)};
        else if (c == '\n')
            out += "\\n";
        else if (c == '\t')
            out += "\\t";
        else if (c == '\r')
            out += "\\r";
        else if (isInvisible(c))
            out += escape(c);
        else
            out += text.substr(from, i - from);
    }
    return out + "\"";
}

std::string singleQuoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'') out += '\'';
        out += c;
    }
    return out + "'";
}

std::string leafText(const Node& node) {
    if (node.isNull()) return "null";
    if (!node.quoted) return node.text.empty() ? "null" : node.text;
    return scalarText(node.text);
}

} // namespace

std::string scalarText(std::string_view text, Quotes preferred) {
    if (preferred == Quotes::Single && !hasInvisible(text)) return singleQuoted(text);
    if (preferred == Quotes::None && isPlainSafe(text)) return std::string(text);
    return doubleQuoted(text);
}

std::string numberText(double value) {
    std::array<char, 40> buffer{};
    return {buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr};
}

std::string flowText(const Node& node) {
    if (node.isSequence()) {
        std::string out = "[";
        for (const auto& item : node.items) out += (out.size() > 1 ? ", " : "") + flowText(item);
        return out + "]";
    }
    if (!node.isMap()) return leafText(node);
    std::string out = "{";
    for (const auto& entry : node.entries)
        out += (out.size() > 1 ? ", " : "") + scalarText(entry.key) + ": " + flowText(entry.value);
    return out + "}";
}

std::string blockText(const Node& node, std::size_t indent, std::string_view lineBreak) {
    const std::string next = std::string(lineBreak) + std::string(indent, ' ');
    std::string out;
    if (node.isSequence() && !node.items.empty()) {
        for (const auto& item : node.items)
            out += (out.empty() ? "- " : next + "- ") + blockText(item, indent + 2, lineBreak);
        return out;
    }
    if (node.isMap() && !node.entries.empty()) {
        for (const auto& entry : node.entries) {
            out += (out.empty() ? "" : next) + scalarText(entry.key) + ":";
            const bool nested = !entry.value.items.empty() || !entry.value.entries.empty();
            out += nested ? next + "  " + blockText(entry.value, indent + 2, lineBreak)
                          : " " + blockText(entry.value, indent + 2, lineBreak);
        }
        return out;
    }
    return flowText(node);
}

} // namespace meshwright::model::yaml
