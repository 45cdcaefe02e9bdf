// Changes of files as text: what is added, what is removed, and a few lines around them.
#pragma once

#include <QPlainTextEdit>

#include "model/recipes/preview.h"

namespace meshwright::ui {

class DiffView : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit DiffView(QWidget* parent = nullptr);

    void show(const std::vector<model::recipes::FileChange>& files);
    /// Instead of changes: one sentence.
    void say(const QString& text);

protected:
    void changeEvent(QEvent* event) override;

private:
    void colour();

    enum class Row { Plain, Added, Removed, File };
    std::vector<Row> rows_; ///< one for each line of the text
};

} // namespace meshwright::ui
