#include "app/options.h"

#include "model/yaml/duration.h"

#include <charconv>
#include <functional>

namespace meshwright::app {

CLI::Option* addDuration(CLI::App& command, const std::string& name, std::optional<model::Duration>& value,
                         const std::string& description) {
    const std::function<void(const std::string&)> read = [&value, name](const std::string& text) {
        const auto duration = model::yaml::parseDuration(text);
        if (!duration || duration->ns <= 0)
            throw CLI::ValidationError(name, "'" + text +
                                                 "' is no length of time above zero; write it like 90s, 5m or 500ms.");
        value = *duration;
    };
    return command.add_option_function<std::string>(name, read, description)->type_name("TIME");
}

CLI::Option* addSeed(CLI::App& command, std::optional<std::uint64_t>& value, const std::string& description) {
    const std::function<void(const std::string&)> read = [&value](const std::string& text) {
        std::uint64_t seed = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
        if (error != std::errc() || end != text.data() + text.size())
            throw CLI::ValidationError(
                "--seed", "'" + text + "' is no seed; write a whole number from 0 to 18446744073709551615.");
        value = seed;
    };
    return command.add_option_function<std::string>("--seed", read, description)->type_name("N");
}

} // namespace meshwright::app
