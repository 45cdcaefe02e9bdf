// One table per message: for every field its YAML key, member, sentence, and what it may hold. The typed reader, the
// run-time TypeInfo (forms, completion, known fields) and everything else that walks messages come from these tables.
#pragma once

#include "model/base/host.h"
#include "model/base/units.h"

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

namespace meshwright::model::yaml {

/// What an integer field can carry; a number beyond it is refused while reading.
struct IntegerRange {
    std::int64_t min = std::numeric_limits<std::int32_t>::min();
    std::uint64_t max = std::numeric_limits<std::int32_t>::max();
};

/// What the text or number of a field stands for: decides its control and what is completed there. On a list or map it
/// is said of the elements; Labels of the whole map.
enum class Format {
    Plain,
    Host,           ///< of a service, perhaps with a wildcard or "namespace/" before it
    Subset,         ///< that a DestinationRule defines
    Gateway,        ///< a Gateway's name, or mesh
    Namespace,      ///< or "." and "*" where namespaces are listed
    Service,        ///< a Service's name
    Workload,       ///< a Deployment's name
    VirtualService, ///< a VirtualService's name
    Port,           ///< 1 to 65535
    Status,         ///< of an HTTP answer
    Method,         ///< of an HTTP request
    Regex,          ///< in RE2's syntax
    Labels,         ///< which pods are meant
    Lines,          ///< text of several lines
};

/// What is known of a field besides its type.
struct FieldTraits {
    std::string_view key;
    std::string_view doc;                       ///< one sentence for people
    std::span<const std::string_view> values{}; ///< of an enumeration; empty = any text
    IntegerRange range{};                       ///< of an integer
    std::string_view alias{};                   ///< another key that reads alike
    std::string_view onlyKey{};                 ///< a selector message of which only this key exists here
    bool numberOrText = false;                  ///< a text field that may be written as a number
    bool bareNumber = false;                    ///< a `{value}` message that is written as a number
    bool freeText = false;                      ///< values are suggestions only
    Format format = Format::Plain;
    std::string_view choice{}; ///< of the fields with the same word here at most one is set
    bool common = false;       ///< a form shows it where it is absent, too
};

/// One row of a message's table.
template <class Message, class Member> struct Field : FieldTraits {
    Member Message::*member;

    constexpr Field(std::string_view k, Member Message::*m, std::string_view d) : FieldTraits{k, d}, member(m) {}
    constexpr Field oneOf(std::span<const std::string_view> v) const {
        return with([&](Field& f) { f.values = v; });
    }
    constexpr Field suggest(std::span<const std::string_view> v) const {
        return with([&](Field& f) { f.values = v, f.freeText = true; });
    }
    constexpr Field unsigned32() const {
        return with([](Field& f) { f.range = {0, std::numeric_limits<std::uint32_t>::max()}; });
    }
    constexpr Field unsigned64() const {
        return with([](Field& f) { f.range = {0, std::numeric_limits<std::int64_t>::max()}; });
    }
    constexpr Field alsoNamed(std::string_view a) const {
        return with([&](Field& f) { f.alias = a; });
    }
    constexpr Field only(std::string_view k) const {
        return with([&](Field& f) { f.onlyKey = k; });
    }
    constexpr Field orNumber() const {
        return with([](Field& f) { f.numberOrText = true; });
    }
    constexpr Field asNumber() const {
        return with([](Field& f) { f.bareNumber = true; });
    }
    constexpr Field is(Format f) const {
        return with([&](Field& row) { row.format = f; });
    }
    constexpr Field choiceOf(std::string_view c) const {
        return with([&](Field& f) { f.choice = c; });
    }
    constexpr Field shown() const {
        return with([](Field& f) { f.common = true; });
    }

private:
    template <class Change> constexpr Field with(Change change) const {
        Field copy = *this;
        change(copy);
        return copy;
    }
};

template <class Message, class Member>
constexpr Field<Message, Member> field(std::string_view key, Member Message::*member, std::string_view doc) {
    return {key, member, doc};
}

/// Specialised for each message: `static constexpr std::string_view name; static constexpr std::tuple fields`.
template <class Message> struct Schema;

template <class T>
concept HasSchema = requires {
    Schema<T>::fields;
};

/// Calls `visit(field)` for each row of Message's table, in its order.
template <HasSchema Message, class Visit> constexpr void forEachField(Visit&& visit) {
    std::apply([&](const auto&... f) { (visit(f), ...); }, Schema<Message>::fields);
}

/// A type at run time, for forms and completion. Lives as long as the program.
struct TypeInfo {
    enum class Kind { Text, Integer, Number, Flag, Duration, Percent, Message, List, Map };
    struct Field;

    Kind kind = Kind::Text;
    std::string_view name;             ///< of a message
    const TypeInfo* element = nullptr; ///< of a list or map
    std::vector<Field> fields;         ///< of a message, in the order in which they are best shown and written

    const Field* find(std::string_view key) const;
};

struct TypeInfo::Field : FieldTraits {
    const TypeInfo* type = nullptr;
    bool optional = false; ///< absent differs from zero
};

/// The type of the value at a path such as "http[0].route[1].weight" below `type`, or nullptr; map keys as in Node::at.
const TypeInfo::Field* fieldAt(const TypeInfo& type, std::string_view path);

namespace detail {

template <class T> struct IsOptional : std::false_type {};
template <class T> struct IsOptional<std::optional<T>> : std::true_type {};
template <class T> struct IsVector : std::false_type {};
template <class T> struct IsVector<std::vector<T>> : std::true_type {};
template <class T> struct IsMap : std::false_type {};
template <class T> struct IsMap<std::map<std::string, T>> : std::true_type {};

template <class T> constexpr bool holdsHosts() {
    if constexpr (IsOptional<T>::value || IsVector<T>::value)
        return holdsHosts<typename T::value_type>();
    else
        return std::is_same_v<T, Host>;
}

} // namespace detail

/// The run-time description of a member's type.
template <class T> const TypeInfo& typeInfo() {
    if constexpr (detail::IsOptional<T>::value) {
        return typeInfo<typename T::value_type>();
    } else {
        static const TypeInfo info = [] {
            TypeInfo out;
            if constexpr (detail::IsVector<T>::value) {
                out.kind = TypeInfo::Kind::List;
                out.element = &typeInfo<typename T::value_type>();
            } else if constexpr (detail::IsMap<T>::value) {
                out.kind = TypeInfo::Kind::Map;
                out.element = &typeInfo<typename T::mapped_type>();
            } else if constexpr (std::is_same_v<T, bool>) {
                out.kind = TypeInfo::Kind::Flag;
            } else if constexpr (std::is_integral_v<T>) {
                out.kind = TypeInfo::Kind::Integer;
            } else if constexpr (std::is_floating_point_v<T>) {
                out.kind = TypeInfo::Kind::Number;
            } else if constexpr (std::is_same_v<T, Duration>) {
                out.kind = TypeInfo::Kind::Duration;
            } else if constexpr (std::is_same_v<T, Percent>) {
                out.kind = TypeInfo::Kind::Percent;
            } else if constexpr (HasSchema<T>) {
                out.kind = TypeInfo::Kind::Message;
                out.name = Schema<T>::name;
                forEachField<T>([&]<class Message, class Member>(const Field<Message, Member>& f) {
                    TypeInfo::Field row{static_cast<const FieldTraits&>(f)};
                    row.type = f.bareNumber ? &typeInfo<double>() : &typeInfo<Member>();
                    row.optional = detail::IsOptional<Member>::value;
                    if (row.format == Format::Plain && detail::holdsHosts<Member>()) row.format = Format::Host;
                    out.fields.push_back(row);
                });
            }
            return out;
        }();
        return info;
    }
}

} // namespace meshwright::model::yaml
