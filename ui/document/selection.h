// What is selected, one for the whole window: canvas, outline, inspector, YAML pane and problems all read and set it.
#pragma once

// Qt first: the moc of Qt 6.4 stumbles over <compare> where nothing of the standard library came before it.
#include <QObject>
#include <optional>
#include <string>

#include "model/design/resource.h"

namespace meshwright::ui {

/// An object, and where it makes sense one of its fields ("spec.http[0].route[1]").
struct Selected {
    model::ResourceId object;
    std::string field;

    friend bool operator==(const Selected&, const Selected&) = default;
};

class Selection : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    const std::optional<Selected>& current() const { return current_; }
    void set(std::optional<Selected> selected) {
        if (selected == current_) return;
        current_ = std::move(selected);
        Q_EMIT changed();
    }
    void clear() { set({}); }

Q_SIGNALS:
    void changed();

private:
    std::optional<Selected> current_;
};

} // namespace meshwright::ui
