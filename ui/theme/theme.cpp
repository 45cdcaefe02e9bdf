#include "ui/theme/theme.h"

#include <QApplication>
#include <QFontDatabase>
#include <QFontInfo>
#include <QLabel>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>
#include <algorithm>
#include <array>
#include <cmath>

namespace meshwright::ui {

namespace {

QPalette paletteOf(const Tokens& t) {
    QPalette p;
    p.setColor(QPalette::Window, t.window);
    p.setColor(QPalette::WindowText, t.text);
    p.setColor(QPalette::Base, t.surface);
    p.setColor(QPalette::AlternateBase, t.surfaceAlt);
    p.setColor(QPalette::Text, t.text);
    p.setColor(QPalette::Button, t.surface);
    p.setColor(QPalette::ButtonText, t.text);
    p.setColor(QPalette::BrightText, t.bad);
    p.setColor(QPalette::ToolTipBase, t.surface);
    p.setColor(QPalette::ToolTipText, t.text);
    p.setColor(QPalette::PlaceholderText, t.textMuted);
    p.setColor(QPalette::Highlight, t.accent);
    p.setColor(QPalette::HighlightedText, t.onAccent);
    p.setColor(QPalette::Link, t.accent);
    p.setColor(QPalette::LinkVisited, t.accent);
    p.setColor(QPalette::Light, t.surface);
    p.setColor(QPalette::Midlight, t.surfaceAlt);
    p.setColor(QPalette::Mid, t.border);
    p.setColor(QPalette::Dark, t.borderStrong);
    p.setColor(QPalette::Shadow, t.border);
    const QColor faded = mixed(t.textMuted, t.window, 0.6);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, faded);
    return p;
}

QString styleSheetOf(const Tokens& t) {
    QString css = QStringLiteral(R"(
QToolTip { background: @surface; color: @text; border: 1px solid @border; padding: 4px 6px; }
QMainWindow::separator { background: @window; width: 8px; height: 8px; }
QDockWidget { font-weight: 600; titlebar-close-icon: url(@close); }
QDockWidget::close-button { background: transparent; border: none; padding: 2px; icon-size: 14px; }
QDockWidget::close-button:hover { background: @surfaceAlt; border-radius: 4px; }
QDockWidget::title { background: @surface; padding: 8px 12px; text-align: left; }
QToolButton::menu-indicator { image: none; width: 0; }
QToolBar { background: @surface; border: none; border-bottom: 1px solid @border; padding: 4px 8px; spacing: 4px; }
QToolBar::separator { background: @border; width: 1px; margin: 6px 6px; }
QToolBar QToolButton, QToolButton[flat="true"] { border: 1px solid transparent; border-radius: 6px; padding: 5px; }
QToolBar QToolButton:hover, QToolButton[flat="true"]:hover { background: @surfaceAlt; }
QToolBar QToolButton:pressed, QToolBar QToolButton:checked, QToolButton[flat="true"]:checked { background: @selection; }
QMenuBar { background: @surface; padding: 2px 8px; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: @surfaceAlt; }
QMenu { background: @surface; border: 1px solid @border; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 8px; border-radius: 4px; }
QMenu::item:selected { background: @selection; color: @text; }
QMenu::item:disabled { color: @textMuted; }
QMenu::separator { height: 1px; background: @border; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }
QStatusBar { background: @surface; border-top: 1px solid @border; }
QStatusBar::item { border: none; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: @textMuted; padding: 7px 12px; border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @text; border-bottom: 2px solid @accent; }
QTabBar::tab:hover { color: @text; }
QTabWidget::pane { border: none; border-top: 1px solid @border; }
QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox { background: @surface; border: 1px solid @border; border-radius: 6px; padding: 4px 8px; min-height: 20px; selection-background-color: @accent; selection-color: @onAccent; }
QLineEdit:hover, QSpinBox:hover, QDoubleSpinBox:hover, QComboBox:hover { border-color: @borderStrong; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus { border: 1px solid @accent; }
QLineEdit[invalid="true"], QSpinBox[invalid="true"], QComboBox[invalid="true"] { border: 1px solid @bad; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button { width: 0; border: none; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url(@arrow); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: @surface; border: 1px solid @border; selection-background-color: @selection; selection-color: @text; outline: none; }
QPushButton { background: @surface; border: 1px solid @border; border-radius: 6px; padding: 5px 12px; min-height: 20px; }
QPushButton:hover { background: @surfaceAlt; border-color: @borderStrong; }
QPushButton:pressed { background: @selection; }
QPushButton:focus, QToolButton:focus { border-color: @accent; }
QPushButton[primary="true"] { background: @accent; color: @onAccent; border-color: @accent; }
QAbstractItemView { background: @surface; alternate-background-color: @surfaceAlt; border: none; outline: none; selection-background-color: @selection; selection-color: @text; }
QTreeView::item, QListView::item, QTableView::item { padding: 3px 6px; border: none; }
QTreeView::item:selected, QListView::item:selected, QTableView::item:selected { background: @selection; color: @text; }
QTreeView::item:hover:!selected, QListView::item:hover:!selected { background: @surfaceAlt; }
QHeaderView::section { background: @surface; color: @textMuted; border: none; border-bottom: 1px solid @border; padding: 6px 8px; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @border; border-radius: 3px; margin: 2px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:hover { background: @borderStrong; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSlider { min-height: 20px; }
QSlider::groove:horizontal { height: 4px; background: @border; border-radius: 2px; }
QSlider::sub-page:horizontal { background: @accent; border-radius: 2px; }
QSlider::handle:horizontal { background: @surface; border: 2px solid @accent; width: 12px; margin: -6px 0; border-radius: 8px; }
QSlider::handle:horizontal:hover { background: @selection; }
QSplitter::handle { background: @border; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QScrollArea { border: none; background: @surface; }
QWidget[panel="true"] { background: @surface; }
QWidget[frame="bottom"] { border-bottom: 1px solid @border; }
QLabel[role="muted"] { color: @textMuted; }
QLabel[role="field"] { color: @text; font-size: 13px; }
QLabel[role="hint"] { color: @textMuted; font-size: 12px; }
QLabel[role="error"] { color: @bad; font-size: 12px; }
QLabel[role="warning"] { color: @warn; font-size: 12px; }
QLabel[role="good"] { color: @good; font-size: 12px; }
QFrame[banner="true"] { background: @surfaceAlt; border: none; border-top: 1px solid @border; }
QFrame[dropMark="true"] { background: @accent; border: none; }
QLabel[role="title"] { font-size: 15px; font-weight: 600; }
QLabel[role="display"] { font-size: 24px; font-weight: 600; }
QLabel[role="section"] { color: @textMuted; font-size: 12px; font-weight: 600; }
QLabel[role="number"] { font-size: 20px; font-weight: 600; }
QFrame[card="true"] { background: @surface; border: 1px solid @border; border-radius: 8px; }
QFrame[rule="true"] { background: @border; max-height: 1px; min-height: 1px; border: none; }
)");
    const std::array<std::pair<const char*, QColor>, 14> names{{{"@surfaceAlt", t.surfaceAlt},
                                                                {"@surface", t.surface},
                                                                {"@window", t.window},
                                                                {"@borderStrong", t.borderStrong},
                                                                {"@border", t.border},
                                                                {"@textMuted", t.textMuted},
                                                                {"@text", t.text},
                                                                {"@accent", t.accent},
                                                                {"@onAccent", t.onAccent},
                                                                {"@selection", t.selection},
                                                                {"@good", t.good},
                                                                {"@warn", t.warn},
                                                                {"@bad", t.bad},
                                                                {"@canvas", t.canvas}}};
    css.replace(QLatin1String("@close"), QLatin1String(t.dark ? ":/icons/close-dark.svg" : ":/icons/close.svg"));
    css.replace(QLatin1String("@arrow"), QLatin1String(t.dark ? ":/icons/down-dark.svg" : ":/icons/down.svg"));
    for (const auto& [name, color] : names) css.replace(QLatin1String(name), color.name());
    return css;
}

/// Some systems name no font of their own and fall back to one made for other uses: take a better one where there is.
QStringList families(QFontDatabase::SystemFont which, const QStringList& better) {
    const QString system = QFontInfo(QFontDatabase::systemFont(which)).family();
    if (!system.startsWith(QLatin1String("DejaVu"))) return {system};
    QStringList out;
    const QStringList have = QFontDatabase::families();
    for (const auto& f : better)
        if (have.contains(f)) out << f;
    return out << system;
}

bool systemIsDark(const QApplication& app) {
    return app.style()->standardPalette().color(QPalette::Window).lightness() < 128;
}

double luminance(const QColor& c) {
    const auto channel = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
    return 0.2126 * channel(c.redF()) + 0.7152 * channel(c.greenF()) + 0.0722 * channel(c.blueF());
}

} // namespace

const Tokens& lightTokens() {
    static const Tokens tokens{false,
                               "#eef1f5",
                               "#f6f8fa",
                               "#e3e8ee",
                               "#ffffff",
                               "#f1f4f8",
                               "#d5dbe3",
                               "#a9b4c2",
                               "#18202c",
                               "#566173",
                               "#0b62c4",
                               "#ffffff",
                               "#dbe9fb",
                               "#17784a",
                               "#8f5f00",
                               "#c1271c",
                               QColor(16, 24, 40, 36)};
    return tokens;
}

const Tokens& darkTokens() {
    static const Tokens tokens{true,      "#12161d", "#0e1218", "#1b212a", "#1b212b",           "#252d39",
                               "#333d4b", "#566275", "#e7ecf3", "#a4afbf", "#6cb2ff",           "#07131f",
                               "#22395a", "#4cc38a", "#e3b341", "#ff7b72", QColor(0, 0, 0, 120)};
    return tokens;
}

const Tokens& tokensOf(const QPalette& palette) {
    return palette.color(QPalette::Window).lightness() < 128 ? darkTokens() : lightTokens();
}

void applyTheme(QApplication& app, ThemeChoice choice) {
    app.setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    const bool dark = choice == ThemeChoice::Dark || (choice == ThemeChoice::System && systemIsDark(app));
    const Tokens& t = dark ? darkTokens() : lightTokens();
    app.setPalette(paletteOf(t));
    app.setFont(textFont(13));
    app.setStyleSheet(styleSheetOf(t));
}

ThemeChoice themeFromText(const QString& text) {
    if (text == QLatin1String("light")) return ThemeChoice::Light;
    if (text == QLatin1String("dark")) return ThemeChoice::Dark;
    return ThemeChoice::System;
}

QString toText(ThemeChoice choice) {
    switch (choice) {
    case ThemeChoice::Light:
        return QStringLiteral("light");
    case ThemeChoice::Dark:
        return QStringLiteral("dark");
    case ThemeChoice::System:
        break;
    }
    return QStringLiteral("system");
}

QFont textFont(int pixels, QFont::Weight weight) {
    static const QStringList names =
        families(QFontDatabase::GeneralFont, {"Inter", "Roboto", "Cantarell", "Noto Sans"});
    QFont font;
    font.setFamilies(names);
    font.setPixelSize(std::max(1, pixels));
    font.setWeight(weight);
    return font;
}

QFont monoFont(int pixels) {
    static const QStringList names =
        families(QFontDatabase::FixedFont, {"JetBrains Mono", "Noto Sans Mono", "Hack", "Liberation Mono"});
    QFont font;
    font.setFamilies(names);
    font.setStyleHint(QFont::Monospace);
    font.setFixedPitch(true);
    font.setPixelSize(std::max(1, pixels));
    return font;
}

QColor versionColor(const QString& version) {
    return versionColor(version, tokensOf(QGuiApplication::palette()).dark);
}

QColor versionColor(const QString& version, bool dark) {
    // The hues of Okabe and Ito 2008, without black, darker on light and lighter on dark: each stands out at least 3:1
    // from the surfaces of its theme.
    static const std::array<QColor, 7> onLight{"#0072b2", "#b97300", "#00825e", "#bf6a98",
                                               "#2f8dc4", "#c05200", "#847500"};
    static const std::array<QColor, 7> onDark{"#4aa3e0", "#e69f00", "#2bb48b", "#dc8fba",
                                              "#9adcff", "#f07a2a", "#f0e442"};
    const auto& colors = dark ? onDark : onLight;
    const QString name = version.toLower();
    if (name.isEmpty()) return "#7a8594";
    if (name == QLatin1String("blue") || name == QLatin1String("stable")) return colors[0];
    if (name == QLatin1String("green")) return colors[2];
    if (name == QLatin1String("canary")) return colors[1];
    qsizetype digits = 0;
    while (digits < name.size() && !name[digits].isDigit()) ++digits;
    if (digits < name.size()) {
        int number = 0;
        for (; digits < name.size() && name[digits].isDigit() && number < 1000; ++digits)
            number = number * 10 + name[digits].digitValue();
        const bool plain = digits == name.size();
        // "v2-mysql" is neither v2 nor v3: the rest of the name moves it on.
        uint rest = 0;
        for (; !plain && digits < name.size(); ++digits) rest = rest * 31 + name[digits].unicode();
        return colors[(static_cast<std::size_t>(std::max(1, number)) - 1 + (plain ? 0 : 3 + rest % 3)) % colors.size()];
    }
    uint hash = 2166136261u;
    for (const QChar c : name) hash = (hash ^ c.unicode()) * 16777619u;
    return colors[hash % colors.size()];
}

QColor readableOn(const QColor& background) {
    const QColor dark("#10151c"), light("#ffffff");
    return contrast(background, dark) >= contrast(background, light) ? dark : light;
}

double contrast(const QColor& a, const QColor& b) {
    const double la = luminance(a), lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

QColor mixed(const QColor& over, const QColor& under, double share) {
    const auto mix = [share](double a, double b) { return a * share + b * (1 - share); };
    return QColor::fromRgbF(float(mix(over.redF(), under.redF())), float(mix(over.greenF(), under.greenF())),
                            float(mix(over.blueF(), under.blueF())));
}

QLabel* plainLabel(const QString& text, const char* role, QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setText(text);
    if (role) label->setProperty("role", role);
    return label;
}

} // namespace meshwright::ui
