// The weights of one rule: a slider and a number for each destination; moving one moves the others.
#pragma once

#include "ui/inspector/fields.h"

class QSlider;
class QSpinBox;

namespace meshwright::ui {

class WeightsEditor : public QWidget {
    Q_OBJECT
public:
    WeightsEditor(FormContext context, std::string rule, QWidget* parent = nullptr);
    void refresh();

private:
    void set(std::size_t destination, int percent);

    FormContext context_;
    std::string rule_;
    struct Row {
        QSlider* slider;
        QSpinBox* number;
    };
    std::vector<Row> rows_;
    QLabel* sum_;
};

} // namespace meshwright::ui
