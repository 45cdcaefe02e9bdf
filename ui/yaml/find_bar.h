// Find and replace in the YAML text.
#pragma once

#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;

namespace meshwright::ui {

class YamlEditor;

class FindBar : public QWidget {
    Q_OBJECT
public:
    explicit FindBar(YamlEditor& editor, QWidget* parent = nullptr);

    /// Shows the bar with the selected words, ready to type.
    void open(bool replace);
    void find(bool forward);
    void replaceOne();
    void replaceAll();
    QLineEdit& words() { return *words_; }
    QLineEdit& with() { return *with_; }
    QString count() const;

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void showCount();

    YamlEditor& editor_;
    QLineEdit *words_, *with_;
    QCheckBox* exactCase_;
    QLabel* count_;
    QWidget* replaceRow_;
};

} // namespace meshwright::ui
