#include "sim/advise/context.h"

#include "model/yaml/duration.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace meshwright::sim::advise {

Context::Context(const model::Design& design, const routing::MeshConfig& config)
    : mesh_(routing::indexMesh(design, config)), coverage_(coverage::coverage(design, config)), legs_(mesh_) {
    for (const auto& proxy : coverage_.proxies) tables_.push_back(routing::compile(mesh_, proxy));
}

void Context::say(const char* code, const Resource& resource, const std::string& field, std::string message,
                  std::optional<Fix> fix, std::optional<model::Severity> severity) {
    if (!said_
             .insert(std::string(code) + "\n" + resource.file + "\n" + model::toText(resource.id()) + "\n" +
                     resource.prefix + "\n" + field + "\n" + message)
             .second)
        return;
    const auto* info = model::codeInfo(code);
    model::Diagnostic d;
    d.code = code;
    d.severity = severity ? *severity : info ? info->severity : model::Severity::Warning;
    mesh_->places().describe(d, resource, field);
    d.message = std::move(message);
    d.fix = std::move(fix);
    out_.push_back(std::move(d));
}

void Context::add(model::Diagnostic diagnostic, const Resource* object) {
    if (object) mesh_->places().describe(diagnostic, *object, diagnostic.field);
    if (!said_.insert(model::toText(diagnostic)).second) return;
    out_.push_back(std::move(diagnostic));
}

model::Diagnostics Context::take() {
    std::map<std::string, std::size_t> order;
    for (const auto& file : design().files()) order.emplace(file, order.size());
    std::stable_sort(out_.begin(), out_.end(), [&](const model::Diagnostic& a, const model::Diagnostic& b) {
        const auto key = [&](const model::Diagnostic& d) {
            return std::make_tuple(order[d.file], d.document, d.position.line, d.position.column);
        };
        return key(a) < key(b);
    });
    return std::move(out_);
}

Fix setValue(const Resource& resource, std::string field, model::edit::Value value, std::string title) {
    return {std::move(title), {model::edit::SetField{resource.id(), std::move(field), std::move(value)}}};
}

Fix removeItem(const Resource& resource, std::string field, std::string title) {
    return {std::move(title), {model::edit::RemoveField{resource.id(), std::move(field)}}};
}

std::string inWords(model::Duration duration) {
    return model::yaml::toText(duration);
}

} // namespace meshwright::sim::advise
