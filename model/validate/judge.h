// Collects what is said about one object. Used inside model/validate.
#pragma once

#include "model/base/diagnostic.h"
#include "model/design/resource.h"

#include <string>
#include <string_view>

namespace meshwright::model::validation {

/// What is wrong with a value, as a sentence; empty where nothing is.
using Problem = std::string;

/// `base` with a field, an index, or a key of a map.
std::string at(const std::string& base, std::string_view field);
std::string at(const std::string& base, std::size_t index);
std::string atKey(const std::string& base, std::string_view key);

class Judge {
public:
    Judge(const Resource& resource, Diagnostics& out) : resource_(resource), out_(out) {}

    const Resource& resource() const { return resource_; }
    const std::string& ns() const { return resource_.meta.ns; }

    /// istiod refuses the object.
    void error(const std::string& field, std::string message, std::optional<Fix> fix = {});
    /// The same where `problem` is not empty.
    void check(const std::string& field, const Problem& problem);
    void warning(const std::string& field, std::string message, std::optional<Fix> fix = {});
    /// The API server refuses the object.
    void refusal(const std::string& field, std::string message, std::optional<Fix> fix = {});
    void say(const char* code, Severity severity, const std::string& field, std::string message,
             std::optional<Fix> fix = {});

    /// The value as written, or null; a value that is null in the text counts as absent.
    const yaml::Node* node(const std::string& field) const;
    bool has(const std::string& field) const { return node(field) != nullptr; }

    /// While one lives, warnings are dropped: istiod loses those of nested policies on their way up.
    class Muted {
    public:
        explicit Muted(Judge& judge) : judge_(judge) { ++judge_.muted_; }
        ~Muted() { --judge_.muted_; }
        Muted(const Muted&) = delete;
        Muted& operator=(const Muted&) = delete;

    private:
        Judge& judge_;
    };

private:
    const Resource& resource_;
    Diagnostics& out_;
    int muted_ = 0;
};

} // namespace meshwright::model::validation
