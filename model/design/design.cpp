#include "model/design/design.h"

#include "model/design/load.h"
#include "model/yaml/text.h"

#include <algorithm>
#include <filesystem>
#include <unordered_map>

namespace meshwright::model {

namespace {

bool holdsObject(const std::vector<DocumentPtr>& documents) {
    return std::any_of(documents.begin(), documents.end(), [](const auto& d) {
        return std::any_of(d->resources.begin(), d->resources.end(),
                           [](const auto& r) { return !r->kind.empty() && !r->apiVersion.empty(); });
    });
}

DocumentPlace after(const DocumentPlace& place, const Document& document) {
    return {place.index + 1, place.firstLine + document.lines, place.offset + document.text.size()};
}

bool beginsWithSeparator(std::string_view text) {
    const auto spans = yaml::splitDocuments("x: y\n" + std::string(text));
    return spans.size() > 1;
}

/// A message of one of a file's documents, with its line in the file.
Diagnostic placed(Diagnostic diagnostic, const std::vector<DocumentPtr>& documents, const DocumentPtr& from) {
    DocumentPlace place;
    for (const auto& d : documents) {
        if (d == from) break;
        place = after(place, *d);
    }
    place.place(diagnostic);
    return diagnostic;
}

/// The text of an object that stands alone in its document, told to those who opened no design.
Diagnostic noDesign(const std::string& file, std::string_view text, const std::vector<DocumentPtr>& documents) {
    for (const auto& d : documents)
        for (const auto& diagnostic : d->diagnostics)
            if (diagnostic.code == "MW0004") return placed(diagnostic, documents, d);
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
    design.append(file, *documents);
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
            if (const auto [begin, end] = design.rangeOf(file); begin < end) continue; // named twice
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
            design.append(file, *documents);
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
    std::unordered_map<const Document*, Diagnostics> again;
    for (auto& [document, d] : duplicates()) again[document].push_back(std::move(d));
    Diagnostics out;
    for (std::size_t i = 0; i < documents_.size(); ++i) {
        const std::size_t from = out.size();
        out.insert(out.end(), documents_[i]->diagnostics.begin(), documents_[i]->diagnostics.end());
        if (const auto found = again.find(documents_[i].get()); found != again.end())
            out.insert(out.end(), found->second.begin(), found->second.end());
        for (std::size_t k = from; k < out.size(); ++k) places_[i].place(out[k]);
    }
    return out;
}

std::vector<std::pair<const Document*, Diagnostic>> Design::duplicates() const {
    std::vector<std::pair<const Document*, Diagnostic>> out;
    std::unordered_map<std::string, std::pair<const Resource*, std::size_t>> seen;
    for (std::size_t i = 0; i < documents_.size(); ++i)
        for (const auto& r : documents_[i]->resources) {
            if (r->meta.name.empty()) continue;
            const auto [first, isNew] = seen.try_emplace(nameKey(*r), r.get(), i);
            if (isNew) continue;
            const auto& [other, where] = first->second;
            const int line = places_[where].inFile(other->positionInDocument("metadata.name")).line;
            Diagnostic again =
                aboutFile("MW0014", r->file,
                          "This object is already defined in " + (other->file == r->file ? "" : other->file + " ") +
                              "line " + std::to_string(line) + "; a cluster keeps only one of them.",
                          r->positionInDocument("metadata.name"));
            again.kind = r->kind;
            again.ns = r->meta.ns;
            again.name = r->meta.name;
            again.field = "metadata.name";
            out.emplace_back(documents_[i].get(), std::move(again));
        }
    return out;
}

std::vector<std::string> Design::files() const {
    std::vector<std::string> out;
    for (const auto& file : files_) out.push_back(file.name);
    return out;
}

std::string Design::textOf(const std::string& file) const {
    std::string out;
    const auto [begin, end] = rangeOf(file);
    for (std::size_t i = begin; i < end; ++i) out += documents_[i]->text;
    return out;
}

std::pair<std::size_t, std::size_t> Design::rangeOf(const std::string& file) const {
    for (const auto& f : files_)
        if (f.name == file) return {f.begin, f.end};
    return {documents_.size(), documents_.size()};
}

void Design::append(const std::string& file, const std::vector<DocumentPtr>& documents) {
    *this = exchanged(documents_.size(), documents_.size(), file, documents);
}

Design Design::exchanged(std::size_t begin, std::size_t end, const std::string& file,
                         const std::vector<DocumentPtr>& documents) const {
    const auto at = [](auto& list, std::size_t i) { return list.begin() + static_cast<std::ptrdiff_t>(i); };
    Design out;
    out.documents_.reserve(documents_.size() - (end - begin) + documents.size());
    out.documents_.insert(out.documents_.end(), documents_.begin(), at(documents_, begin));
    out.documents_.insert(out.documents_.end(), documents.begin(), documents.end());
    out.documents_.insert(out.documents_.end(), at(documents_, end), documents_.end());
    out.files_ = files_;
    auto own = std::find_if(out.files_.begin(), out.files_.end(), [&](const FileRange& f) { return f.name == file; });
    if (own == out.files_.end()) own = out.files_.insert(own, {file, begin, end});
    own->end = own->end + documents.size() - (end - begin);
    for (auto next = own + 1; next != out.files_.end(); ++next) {
        next->begin = next->begin + documents.size() - (end - begin);
        next->end = next->end + documents.size() - (end - begin);
    }
    out.places_.reserve(out.documents_.size());
    out.places_.insert(out.places_.end(), places_.begin(), at(places_, begin));
    for (std::size_t i = begin; i < begin + documents.size(); ++i)
        out.places_.push_back(i == own->begin ? DocumentPlace{} : after(out.places_.back(), *out.documents_[i - 1]));
    out.places_.insert(out.places_.end(), at(places_, end), places_.end());
    if (const std::size_t next = begin + documents.size(); next < own->end) {
        const DocumentPlace now =
            next == own->begin ? DocumentPlace{} : after(out.places_[next - 1], *out.documents_[next - 1]);
        const DocumentPlace was = out.places_[next];
        for (std::size_t i = next; i < own->end; ++i) {
            out.places_[i].index += now.index - was.index;
            out.places_[i].firstLine += now.firstLine - was.firstLine;
            out.places_[i].offset += now.offset - was.offset;
        }
    }
    if (own->begin == own->end) out.files_.erase(own);
    return out;
}

tl::expected<Design, Diagnostics> Design::replaced(std::size_t begin, std::size_t end, const std::string& file,
                                                   std::string_view text) const {
    auto documents = loadDocuments(text, file, Limits{});
    if (!documents) return tl::unexpected(std::move(documents.error()));
    return exchanged(begin, end, file, *documents);
}

tl::expected<Design, Diagnostics> Design::withText(const std::string& file, std::string_view text,
                                                   const Limits& limits) const {
    const auto [begin, end] = rangeOf(file);
    const std::vector<DocumentPtr> known(documents_.begin() + static_cast<std::ptrdiff_t>(begin),
                                         documents_.begin() + static_cast<std::ptrdiff_t>(end));
    auto documents = loadDocuments(text, file, limits, known);
    if (!documents) return tl::unexpected(std::move(documents.error()));
    if (!holdsObject(*documents)) return tl::unexpected(Diagnostics{noDesign(file, text, *documents)});
    return exchanged(begin, end, file, *documents);
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
            d.position = places_[index].inFile(d.position);
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
    return exchanged(index, index + 1, documents_.at(index)->file, {});
}

} // namespace meshwright::model
