// The rows of a recipe as controls, each with its help and, where something is wrong, one sentence under it.
#pragma once

#include <QWidget>

#include "model/recipes/recipe.h"

#include <QHash>

class QLabel;
class QVBoxLayout;

namespace meshwright::ui {

class RecipeForm : public QWidget {
    Q_OBJECT
public:
    explicit RecipeForm(QWidget* parent = nullptr);

    /// Shows these rows; what the person filled in stays, all else shows its proposal.
    void setRows(const std::vector<model::recipes::FormField>& rows);
    /// What the person filled in.
    const model::recipes::Values& values() const { return values_; }
    /// Begins anew, with some rows filled in.
    void start(model::recipes::Values values);
    void showErrors(const model::recipes::FieldErrors& errors);
    QString errorAt(const QString& id) const;
    /// The control of a row: a line, a box, a number; null where there is none.
    QWidget* control(const QString& id) const;
    void focusFirst();

Q_SIGNALS:
    void edited();
    void accepted(); ///< Enter in a field

private:
    struct Row {
        model::recipes::FormField field;
        QWidget* control = nullptr;
        QLabel* error = nullptr;
    };
    QWidget* makeControl(const model::recipes::FormField& field);
    void setValue(const Row& row, const std::string& value);
    void take(const std::string& id, const QString& value);

    QVBoxLayout* column_;
    std::vector<Row> rows_;
    model::recipes::Values values_;
    bool filling_ = false;
};

} // namespace meshwright::ui
