#include "model/design/load.h"

#include "model/design/kinds.h"
#include "model/yaml/parser.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <future>
#include <thread>
#include <unordered_map>

namespace meshwright::model {

namespace {

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
    DocumentPtr document;
    Diagnostic error;
};

Loaded loadOne(std::string_view body, const DocumentPlace& place, const std::string& file, const Limits& limits) {
    auto parsed = yaml::parseDocument(body, {0, body.size(), 1}, limits, limits.nodes);
    Loaded out;
    if (!parsed) {
        out.error = aboutFile("MW0001", file, std::move(parsed.error().message), parsed.error().position);
        place.place(out.error);
        return out;
    }
    auto document = std::make_shared<Document>();
    document->file = file;
    document->text = std::string(body);
    document->lines = static_cast<int>(std::count(body.begin(), body.end(), '\n'));
    const auto root = std::make_shared<const yaml::Node>(std::move(parsed->root));
    for (auto& remark : parsed->remarks) {
        document->diagnostics.push_back(
            aboutFile(remark.refused ? "MW0016" : "MW0015", file, std::move(remark.message), remark.position));
        if (!remark.refused) document->diagnostics.back().severity = Severity::Warning;
    }
    document->resources = readResources(root, file, document->diagnostics);
    document->nodes = parsed->nodes;
    out.document = std::move(document);
    return out;
}

/// Documents by their text; each is given away once.
class KnownDocuments {
public:
    explicit KnownDocuments(const std::vector<DocumentPtr>& documents) {
        for (const auto& d : documents) byText_.emplace(d->text, d);
    }
    DocumentPtr take(std::string_view text) {
        const auto it = byText_.find(text);
        if (it == byText_.end()) return nullptr;
        DocumentPtr out = it->second;
        byText_.erase(it);
        return out;
    }

private:
    std::unordered_multimap<std::string_view, DocumentPtr> byText_;
};

} // namespace

Diagnostic aboutFile(const char* code, const std::string& file, std::string message, Position where) {
    Diagnostic d;
    d.code = code;
    d.file = file;
    d.position = where;
    d.message = std::move(message);
    return d;
}

tl::expected<std::vector<DocumentPtr>, Diagnostics> loadDocuments(std::string_view text, const std::string& file,
                                                                  const Limits& limits,
                                                                  const std::vector<DocumentPtr>& known) {
    if (auto problem = checkText(text, file, limits)) return tl::unexpected(Diagnostics{std::move(*problem)});
    const auto spans = yaml::splitDocuments(text);
    if (spans.size() > limits.documentsPerFile)
        return tl::unexpected(
            Diagnostics{aboutFile("MW0002", file,
                                  "The file holds " + std::to_string(spans.size()) + " documents; the limit is " +
                                      std::to_string(limits.documentsPerFile) + ". Split it into several files.")});
    std::vector<Loaded> loaded(spans.size());
    KnownDocuments again(known);
    for (std::size_t i = 0; i < spans.size() && !known.empty(); ++i)
        loaded[i].document = again.take(text.substr(spans[i].offset, spans[i].size));
    const auto loadRange = [&](std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i)
            if (!loaded[i].document)
                loaded[i] = loadOne(text.substr(spans[i].offset, spans[i].size),
                                    {static_cast<int>(i), spans[i].firstLine, spans[i].offset}, file, limits);
    };
    if (text.size() < kParallelBytes || !known.empty()) {
        loadRange(0, spans.size());
    } else {
        const std::size_t parts = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, kMostThreads);
        std::vector<std::future<void>> work;
        for (std::size_t p = 0; p < parts; ++p)
            work.push_back(
                std::async(std::launch::async, loadRange, spans.size() * p / parts, spans.size() * (p + 1) / parts));
        for (auto& part : work) part.get();
    }
    std::vector<DocumentPtr> documents;
    Diagnostics errors;
    std::size_t nodes = 0;
    for (std::size_t i = 0; i < spans.size(); ++i) {
        if (!loaded[i].document) {
            errors.push_back(std::move(loaded[i].error));
            continue;
        }
        nodes += loaded[i].document->nodes;
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
