#include "model/design/design.h"

#include "model/design/load.h"
#include "model/yaml/text.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <tuple>

namespace meshwright::model {

namespace {

bool holdsObject(const std::vector<std::shared_ptr<const Document>>& documents) {
    return std::any_of(documents.begin(), documents.end(), [](const auto& d) {
        return std::any_of(d->resources.begin(), d->resources.end(),
                           [](const auto& r) { return !r->kind.empty() && !r->apiVersion.empty(); });
    });
}

bool beginsWithSeparator(std::string_view text) {
    const auto spans = yaml::splitDocuments("x: y\n" + std::string(text));
    return spans.size() > 1;
}

/// The text of an object that stands alone in its document, told to those who opened no design.
Diagnostic noDesign(const std::string& file, std::string_view text,
                    const std::vector<std::shared_ptr<const Document>>& documents) {
    for (const auto& d : documents)
        for (const auto& diagnostic : d->diagnostics)
            if (diagnostic.code == "MW0004") return diagnostic;
    const bool empty = text.find_first_not_of(" \t\r\n") == std::string_view::npos;
    return aboutFile("MW0004", file,
                     empty ? "The file is empty; a design needs at least one Kubernetes or Istio object."
                           : "The file holds only comments; a design needs at least one Kubernetes or Istio object.");
}

} // namespace

tl::expected<Design, Diagnostics> Design::fromText(std::string_view text, std::string file, const Limits& limits) {
    auto documents = loadDocuments(text, file, limits);
    if (!documents) return tl::unexpected(std::move(documents.error()));
    if (!holdsObject(*documents)) return tl::unexpected(Diagnostics{noDesign(file, text, *documents)});
    Design design;
    design.documents_ = std::move(*documents);
    return design;
}

tl::expected<Design, Diagnostics> Design::fromPath(const std::string& path, const Limits& limits) {
    return fromPaths({path}, limits);
}

tl::expected<Design, Diagnostics> Design::fromPaths(const std::vector<std::string>& paths, const Limits& limits) {
    Design design;
    Diagnostics errors;
    for (const auto& path : paths) {
        std::error_code error;
        std::vector<std::string> files{path};
        const bool folder = std::filesystem::is_directory(path, error);
        if (folder) {
            auto below = yamlFilesBelow(path);
            if (!below) {
                errors.push_back(std::move(below.error()));
                continue;
            }
            files = std::move(*below);
        }
        bool any = false;
        for (const auto& file : files) {
            if (std::find_if(design.documents_.begin(), design.documents_.end(),
                             [&](const auto& d) { return d->file == file; }) != design.documents_.end())
                continue; // named twice
            auto text = readFile(file, limits);
            if (!text) {
                errors.push_back(std::move(text.error()));
                continue;
            }
            auto documents = loadDocuments(*text, file, limits);
            if (!documents) {
                errors.insert(errors.end(), documents.error().begin(), documents.error().end());
                continue;
            }
            if (!folder && !holdsObject(*documents)) errors.push_back(noDesign(file, *text, *documents));
            any = any || holdsObject(*documents);
            design.documents_.insert(design.documents_.end(), documents->begin(), documents->end());
        }
        if (folder && !any && errors.empty())
            errors.push_back(
                aboutFile("MW0004", path, "The folder holds no .yaml or .yml file with a Kubernetes or Istio object."));
    }
    if (!errors.empty()) return tl::unexpected(std::move(errors));
    return design;
}

std::vector<ResourcePtr> Design::resources() const {
    std::vector<ResourcePtr> out;
    for (const auto& d : documents_) out.insert(out.end(), d->resources.begin(), d->resources.end());
    return out;
}

ResourcePtr Design::find(const ResourceId& id) const {
    for (const auto& d : documents_)
        for (const auto& r : d->resources)
            if (r->meta.name == id.name && r->kind == id.kind && r->meta.ns == id.ns) return r;
    return nullptr;
}

Diagnostics Design::diagnostics() const {
    Diagnostics out;
    using Key = std::tuple<std::string, std::string, std::string, std::string>;
    std::map<Key, ResourcePtr> seen;
    for (const auto& d : documents_) {
        out.insert(out.end(), d->diagnostics.begin(), d->diagnostics.end());
        for (const auto& r : d->resources) {
            if (r->meta.name.empty()) continue;
            const auto group =
                r->apiVersion.find('/') == std::string::npos ? "" : r->apiVersion.substr(0, r->apiVersion.find('/'));
            const auto [first, isNew] = seen.emplace(Key{group, r->kind, r->meta.ns, r->meta.name}, r);
            if (isNew) continue;
            Diagnostic again = aboutFile("MW0014", r->file,
                                         "This object is already defined in " +
                                             (first->second->file == r->file ? "" : first->second->file + " ") +
                                             "line " + std::to_string(first->second->positionOf("metadata.name").line) +
                                             "; a cluster keeps only one of them.",
                                         r->positionOf("metadata.name"));
            again.document = r->document;
            again.kind = r->kind;
            again.ns = r->meta.ns;
            again.name = r->meta.name;
            again.field = "metadata.name";
            out.push_back(std::move(again));
        }
    }
    return out;
}

std::vector<std::string> Design::files() const {
    std::vector<std::string> out;
    for (const auto& d : documents_)
        if (std::find(out.begin(), out.end(), d->file) == out.end()) out.push_back(d->file);
    return out;
}

std::string Design::textOf(const std::string& file) const {
    std::string out;
    for (const auto& d : documents_)
        if (d->file == file) out += d->text;
    return out;
}

std::pair<std::size_t, std::size_t> Design::rangeOf(const std::string& file) const {
    const auto isOf = [&](const auto& d) { return d->file == file; };
    const auto first = std::find_if(documents_.begin(), documents_.end(), isOf);
    const auto last = std::find_if_not(first, documents_.end(), isOf);
    return {static_cast<std::size_t>(first - documents_.begin()), static_cast<std::size_t>(last - documents_.begin())};
}

void Design::renumber(const std::string& file) {
    const auto [begin, end] = rangeOf(file);
    int lines = 0;
    std::size_t bytes = 0;
    for (std::size_t i = begin; i < end; ++i) {
        const auto& d = documents_[i];
        const int index = static_cast<int>(i - begin);
        const bool placed = d->offset == bytes && d->firstLine == lines + 1 &&
                            (d->resources.empty() || d->resources.front()->document == index);
        if (!placed) documents_[i] = moved(d, index, lines, bytes);
        lines += static_cast<int>(std::count(documents_[i]->text.begin(), documents_[i]->text.end(), '\n'));
        bytes += documents_[i]->text.size();
    }
}

tl::expected<Design, Diagnostics> Design::replaced(std::size_t begin, std::size_t end, const std::string& file,
                                                   std::string_view text) const {
    auto documents = loadDocuments(text, file, Limits{});
    if (!documents) return tl::unexpected(std::move(documents.error()));
    Design out = *this;
    out.documents_.erase(out.documents_.begin() + static_cast<std::ptrdiff_t>(begin),
                         out.documents_.begin() + static_cast<std::ptrdiff_t>(end));
    out.documents_.insert(out.documents_.begin() + static_cast<std::ptrdiff_t>(begin), documents->begin(),
                          documents->end());
    out.renumber(file);
    return out;
}

tl::expected<Design, Diagnostics> Design::withDocument(std::size_t index, std::string text) const {
    const std::string file = documents_.at(index)->file;
    const auto [first, last] = rangeOf(file);
    if (index > first && text.find_first_not_of(" \t\r\n") != std::string::npos && !beginsWithSeparator(text))
        text.insert(0, "---\n");
    if (index + 1 < last && !text.empty() && text.back() != '\n') text += '\n';
    auto out = replaced(index, index + 1, file, text);
    if (!out) { // say the line of the file, not of the document
        for (auto& d : out.error()) {
            if (!d.position.known()) continue;
            d.position.line += documents_[index]->firstLine - 1;
            d.position.offset += documents_[index]->offset;
        }
    }
    return out;
}

tl::expected<Design, Diagnostics> Design::withNewDocument(std::string file, std::string text,
                                                          std::optional<std::size_t> index) const {
    auto [first, last] = rangeOf(file);
    const std::size_t at = index ? std::clamp(*index, first, last) : last;
    Design base = *this;
    if (at > first) {
        if (!beginsWithSeparator(text)) text.insert(0, "---\n");
        if (const auto& before = documents_[at - 1]->text; !before.empty() && before.back() != '\n') {
            auto ended = withDocument(at - 1, before + "\n");
            if (!ended) return ended;
            base = std::move(*ended);
        }
    }
    if (at < last) {
        if (!text.empty() && text.back() != '\n') text += '\n';
        if (const auto& next = base.documents_[at]->text; !beginsWithSeparator(next)) {
            auto separated = base.replaced(at, at + 1, file, "---\n" + next);
            if (!separated) return separated;
            base = std::move(*separated);
        }
    }
    return base.replaced(at, at, file, text);
}

Design Design::withoutDocument(std::size_t index) const {
    Design out = *this;
    const std::string file = documents_.at(index)->file;
    out.documents_.erase(out.documents_.begin() + static_cast<std::ptrdiff_t>(index));
    out.renumber(file);
    return out;
}

} // namespace meshwright::model
