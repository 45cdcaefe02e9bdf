// The weights of one rule: a slider and a number for each destination; moving one moves the others.
#pragma once

#include "ui/inspector/form_context.h"

#include <QStringList>
#include <QWidget>
#include <vector>

class QLabel;
class QSlider;
class QSpinBox;

namespace meshwright::ui {

class WeightsEditor : public QWidget {
    Q_OBJECT
public:
    WeightsEditor(FormContext context, std::string rule, QWidget* parent = nullptr);
    void refresh();

private:
    void build(const model::istio::HttpRoute& route);
    void set(std::size_t destination, int percent);

    FormContext context_;
    std::string rule_;
    struct Row {
        QSlider* slider;
        QSpinBox* number;
    };
    std::vector<Row> rows_;
    QStringList names_; ///< of the destinations for which rows were made
    QWidget* body_ = nullptr;
    QLabel* sum_;
};

} // namespace meshwright::ui
