#include "model/design/load.h"

#include "model/design/kinds.h"
#include "model/yaml/parser.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

namespace meshwright::model {

namespace {

void shift(Diagnostics& diagnostics, int index, int lineShift, std::size_t byteShift) {
    for (auto& d : diagnostics) {
        d.document = index;
        if (!d.position.known()) continue;
        d.position.line += lineShift;
        d.position.offset += byteShift;
    }
}

std::optional<Diagnostic> checkText(std::string_view text, const std::string& file, const Limits& limits) {
    if (text.size() > limits.fileBytes)
        return aboutFile("MW0002", file,
                         "The file is larger than " + std::to_string(limits.fileBytes >> 20) +
                             " MiB, the limit; split it into several files.");
    if (const auto format = yaml::foreignFormat(text))
        return aboutFile("MW0003", file, "This is not YAML but " + *format + "; choose a YAML file in UTF-8.");
    if (const auto problem = yaml::checkCharacters(text)) {
        const yaml::LineTable table(text);
        const std::size_t line = table.lineOf(problem->offset);
        const Position where{static_cast<int>(line) + 1, static_cast<int>(problem->offset - table.begin(line)) + 1,
                             problem->offset};
        return aboutFile("MW0003", file, problem->message, where);
    }
    return std::nullopt;
}

constexpr std::size_t kParallelBytes = 1u << 20; // below this, threads cost more than they bring
constexpr std::size_t kMostThreads = 8;

/// One document as read, or why it cannot be.
struct Loaded {
    std::shared_ptr<const Document> document;
    Diagnostic error;
    std::size_t nodes = 0;
};

Loaded loadOne(std::string_view text, const yaml::Span& span, int index, const std::string& file,
               const Limits& limits) {
    const auto body = text.substr(span.offset, span.size);
    auto parsed = yaml::parseDocument(body, {0, span.size, 1}, limits, limits.nodes);
    Loaded out;
    if (!parsed) {
        Position where = parsed.error().position;
        if (where.known()) {
            where.line += span.firstLine - 1;
            where.offset += span.offset;
        }
        out.error = aboutFile("MW0001", file, std::move(parsed.error().message), where);
        out.error.document = index;
        return out;
    }
    auto document = std::make_shared<Document>();
    document->file = file;
    document->text = std::string(body);
    const auto root = std::make_shared<const yaml::Node>(std::move(parsed->root));
    for (auto& remark : parsed->remarks) {
        document->diagnostics.push_back(aboutFile("MW0015", file, std::move(remark.message), remark.position));
        document->diagnostics.back().severity = Severity::Warning;
    }
    document->resources = readResources(root, file, index, document->diagnostics);
    out.nodes = parsed->nodes;
    out.document = moved(document, index, span.firstLine - 1, span.offset);
    return out;
}

} // namespace

Diagnostic aboutFile(const char* code, const std::string& file, std::string message, Position where) {
    Diagnostic d;
    d.code = code;
    d.file = file;
    d.position = where;
    d.message = std::move(message);
    return d;
}

tl::expected<std::vector<std::shared_ptr<const Document>>, Diagnostics>
loadDocuments(std::string_view text, const std::string& file, const Limits& limits) {
    if (auto problem = checkText(text, file, limits)) return tl::unexpected(Diagnostics{std::move(*problem)});
    const auto spans = yaml::splitDocuments(text);
    if (spans.size() > limits.documentsPerFile)
        return tl::unexpected(
            Diagnostics{aboutFile("MW0002", file,
                                  "The file holds " + std::to_string(spans.size()) + " documents; the limit is " +
                                      std::to_string(limits.documentsPerFile) + ". Split it into several files.")});
    std::vector<Loaded> loaded(spans.size());
    const auto loadRange = [&](std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i) loaded[i] = loadOne(text, spans[i], static_cast<int>(i), file, limits);
    };
    if (text.size() < kParallelBytes) {
        loadRange(0, spans.size());
    } else {
        const std::size_t parts = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, kMostThreads);
        std::vector<std::future<void>> work;
        for (std::size_t p = 0; p < parts; ++p)
            work.push_back(
                std::async(std::launch::async, loadRange, spans.size() * p / parts, spans.size() * (p + 1) / parts));
        for (auto& part : work) part.get();
    }
    std::vector<std::shared_ptr<const Document>> documents;
    Diagnostics errors;
    std::size_t nodes = 0;
    for (std::size_t i = 0; i < spans.size(); ++i) {
        if (!loaded[i].document) {
            errors.push_back(std::move(loaded[i].error));
            continue;
        }
        nodes += loaded[i].nodes;
        if (nodes > limits.nodes) {
            errors.push_back(aboutFile("MW0002", file,
                                       "The file holds more than " + std::to_string(limits.nodes) +
                                           " values; split it into several files.",
                                       {spans[i].firstLine, 1, spans[i].offset}));
            break;
        }
        documents.push_back(std::move(loaded[i].document));
    }
    if (!errors.empty()) return tl::unexpected(std::move(errors));
    return documents;
}

std::shared_ptr<const Document> moved(const std::shared_ptr<const Document>& document, int index, int lineCount,
                                      std::size_t bytes) {
    auto copy = std::make_shared<Document>(*document);
    const Position old = document->resources.empty() ? Position{document->firstLine - 1, 0, document->offset}
                                                     : document->resources.front()->base;
    for (auto& resource : copy->resources) {
        if (resource->document == index && resource->base.line == lineCount && resource->base.offset == bytes) continue;
        auto placed = std::make_shared<Resource>(*resource);
        placed->document = index;
        placed->base = {lineCount, 0, bytes};
        resource = std::move(placed);
    }
    shift(copy->diagnostics, index, lineCount - old.line, bytes - old.offset);
    copy->firstLine = lineCount + 1;
    copy->offset = bytes;
    return copy;
}

tl::expected<std::string, Diagnostic> readFile(const std::string& path, const Limits& limits) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status))
        return tl::unexpected(aboutFile("MW0004", path, "There is no file or folder of this name."));
    if (!std::filesystem::is_regular_file(status))
        return tl::unexpected(
            aboutFile("MW0004", path, "This is not a regular file; choose a YAML file or a folder of them."));
    std::ifstream in(path, std::ios::binary);
    if (!in) return tl::unexpected(aboutFile("MW0004", path, "The file cannot be read; check its permissions."));
    std::string text;
    std::string buffer(1u << 16, '\0');
    while (in && text.size() <= limits.fileBytes) {
        in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        text.append(buffer, 0, static_cast<std::size_t>(in.gcount()));
    }
    if (in.bad()) return tl::unexpected(aboutFile("MW0004", path, "Reading the file failed half-way; try again."));
    return text;
}

tl::expected<std::vector<std::string>, Diagnostic> yamlFilesBelow(const std::string& folder) {
    namespace fs = std::filesystem;
    std::vector<std::string> files;
    std::error_code error;
    fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied, error), end;
    if (error) return tl::unexpected(aboutFile("MW0004", folder, "The folder cannot be read; check its permissions."));
    for (; it != end; it.increment(error)) {
        if (error) break;
        const auto extension = it->path().extension().string();
        if (it->is_symlink(error) || !it->is_regular_file(error)) continue;
        if (extension == ".yaml" || extension == ".yml") files.push_back(it->path().string());
    }
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace meshwright::model
