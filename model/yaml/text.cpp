#include "model/yaml/text.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace meshwright::model::yaml {

namespace {

struct Magic {
    std::string_view bytes;
    const char* what;
};

using namespace std::string_view_literals;

constexpr std::array kMagics = {
    Magic{"\x89PNG"sv, "a PNG image"},
    Magic{"\xff\xd8\xff"sv, "a JPEG image"},
    Magic{"GIF8"sv, "a GIF image"},
    Magic{"\x1f\x8b"sv, "gzip-compressed data"},
    Magic{"BZh"sv, "bzip2-compressed data"},
    Magic{"\xfd"
          "7zXZ"sv,
          "xz-compressed data"},
    Magic{"\x28\xb5\x2f\xfd"sv, "zstd-compressed data"},
    Magic{"PK\x03\x04"sv, "a ZIP archive"},
    Magic{"\x7f"
          "ELF"sv,
          "a program (ELF)"},
    Magic{"%PDF-"sv, "a PDF document"},
    Magic{"SQLite format 3"sv, "an SQLite database"},
    Magic{"\xff\xfe\0\0"sv, "text in UTF-32"},
    Magic{"\0\0\xfe\xff"sv, "text in UTF-32"},
    Magic{"\xff\xfe"sv, "text in UTF-16"},
    Magic{"\xfe\xff"sv, "text in UTF-16"},
};

bool startsWithIgnoringCase(std::string_view text, std::string_view prefix) {
    return text.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), text.begin(), [](char p, char t) {
               return p == (t >= 'A' && t <= 'Z' ? static_cast<char>(t + 32) : t);
           });
}

/// Length of the valid UTF-8 sequence that starts `text`, or 0.
std::size_t sequenceLength(std::string_view text) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned lead = at(0);
    if (lead < 0x80) return 1;
    const std::size_t length = lead >= 0xC2 && lead < 0xE0   ? 2
                               : lead >= 0xE0 && lead < 0xF0 ? 3
                               : lead >= 0xF0 && lead < 0xF5 ? 4
                                                             : 0;
    if (length == 0 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((at(i) & 0xC0) != 0x80) return 0;
    if (lead == 0xE0 && at(1) < 0xA0) return 0; // overlong
    if (lead == 0xED && at(1) > 0x9F) return 0; // surrogate
    if (lead == 0xF0 && at(1) < 0x90) return 0; // overlong
    if (lead == 0xF4 && at(1) > 0x8F) return 0; // beyond U+10FFFF
    return length;
}

std::string hex(unsigned char byte) {
    std::array<char, 8> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "0x%02X", byte);
    return buffer.data();
}

bool isMarker(std::string_view line, std::string_view marker) {
    return line.substr(0, 3) == marker &&
           (line.size() == 3 || line[3] == ' ' || line[3] == '\t' || line[3] == '\n' || line[3] == '\r');
}

bool isFiller(std::string_view line) {
    const auto first = line.find_first_not_of(" \t\r\n");
    return first == std::string_view::npos || line[first] == '#' || line[0] == '%';
}

} // namespace

std::optional<std::string> foreignFormat(std::string_view text) {
    for (const auto& magic : kMagics)
        if (text.substr(0, magic.bytes.size()) == magic.bytes) return magic.what;
    const auto first = text.find_first_not_of(" \t\r\n");
    const auto body = first == std::string_view::npos ? std::string_view{} : text.substr(first);
    if (startsWithIgnoringCase(body, "<!doctype html") || startsWithIgnoringCase(body, "<html")) return "an HTML page";
    if (startsWithIgnoringCase(body, "<?xml") || startsWithIgnoringCase(body, "<svg")) return "an XML document";
    if (startsWithIgnoringCase(body, "#!/")) return "a script";
    if (text.size() >= 4 && ((text[0] == '\0' && text[1] != '\0') || (text[0] != '\0' && text[1] == '\0')))
        return "text in UTF-16";
    return std::nullopt;
}

bool looksLikeHelmTemplate(std::string_view text) {
    const auto open = text.find("{{");
    return open != std::string_view::npos && text.find("}}", open) != std::string_view::npos;
}

std::optional<TextProblem> checkCharacters(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c < 0x80) {
            if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F)
                return TextProblem{i,
                                   "The control character " + hex(c) +
                                       " is not allowed in YAML; remove it or write it as an escape in double quotes."};
            ++i;
            continue;
        }
        const std::size_t length = sequenceLength(text.substr(i));
        if (length == 0)
            return TextProblem{i, "The byte " + hex(c) + " at offset " + std::to_string(i) +
                                      " is not valid UTF-8; save the file as UTF-8."};
        if (length == 2 && c == 0xC2 && static_cast<unsigned char>(text[i + 1]) < 0xA0 && text[i + 1] != '\x85')
            return TextProblem{i, "A control character (U+0080 to U+009F) is not allowed in YAML; remove it."};
        i += length;
    }
    return std::nullopt;
}

std::vector<Span> splitDocuments(std::string_view text) {
    std::vector<Span> spans;
    Span current;
    bool onlyFiller = true;
    int line = 1;
    const auto close = [&](std::size_t end) {
        current.size = end - current.offset;
        if (current.size > 0) spans.push_back(current);
        current = {end, 0, line};
        onlyFiller = true;
    };
    for (std::size_t begin = 0; begin < text.size();) {
        const auto newline = text.find('\n', begin);
        const std::size_t end = newline == std::string_view::npos ? text.size() : newline + 1;
        std::string_view content = text.substr(begin, end - begin);
        if (begin == 0 && content.substr(0, 3) == "\xEF\xBB\xBF") content.remove_prefix(3);
        if (isMarker(content, "---")) {
            if (!onlyFiller) close(begin);
            onlyFiller = false;
        } else if (isMarker(content, "...")) {
            ++line;
            if (onlyFiller && !spans.empty()) {
                spans.back().size = end - spans.back().offset;
                current = {end, 0, line};
            } else {
                close(end);
            }
            begin = end;
            continue;
        } else if (!isFiller(content)) {
            onlyFiller = false;
        }
        ++line;
        begin = end;
    }
    // What follows the last `...` and is no document of its own stays with the one before, so that no byte is lost.
    if (onlyFiller && !spans.empty())
        spans.back().size = text.size() - spans.back().offset;
    else
        close(text.size());
    return spans;
}

LineTable::LineTable(std::string_view text) : starts_{0} {
    for (auto at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
        starts_.push_back(at + 1);
}

std::size_t LineTable::lineOf(std::size_t offset) const {
    return static_cast<std::size_t>(std::upper_bound(starts_.begin(), starts_.end(), offset) - starts_.begin()) - 1;
}

} // namespace meshwright::model::yaml
