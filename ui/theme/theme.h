// Colours, measures and fonts of the window: one table for light, one for dark. Widgets ask for the tokens of their
// own palette, so a change of theme reaches everything that is repainted.
#pragma once

#include <QColor>
#include <QFont>
#include <QIcon>
#include <QString>

class QApplication;
class QLabel;
class QPalette;
class QWidget;

namespace meshwright::ui {

/// What a colour means. Text on the surfaces keeps a contrast of at least 4.5:1 (tests/ui checks it).
struct Tokens {
    bool dark = false;
    QColor window, canvas, grid, surface, surfaceAlt, border, borderStrong;
    QColor text, textMuted, accent, onAccent, selection;
    QColor good, warn, bad;
    QColor shadow;
};

/// The 8-pixel grid and the one radius.
namespace measure {
inline constexpr int grid = 8;
inline constexpr int radius = 8;
inline constexpr int icon = 18;
} // namespace measure

enum class ThemeChoice { System, Light, Dark };

const Tokens& lightTokens();
const Tokens& darkTokens();
/// The tokens that belong to a palette set by applyTheme.
const Tokens& tokensOf(const QPalette& palette);

/// Sets style, palette, style sheet and font of the whole program.
void applyTheme(QApplication& app, ThemeChoice choice);
ThemeChoice themeFromText(const QString& text);
QString toText(ThemeChoice choice);

/// Text in the window, and hosts, YAML and numbers.
QFont textFont(int pixels, QFont::Weight weight = QFont::Normal);
QFont monoFont(int pixels);

/// The colour of a version, the same everywhere: Okabe and Ito's hues, by the version's name, as the theme in use needs
/// them.
QColor versionColor(const QString& version);
QColor versionColor(const QString& version, bool dark);
/// Black or white, whichever reads better on `background`.
QColor readableOn(const QColor& background);
/// WCAG contrast ratio, 1 to 21.
double contrast(const QColor& a, const QColor& b);
/// `over` laid on `under` with opacity `share` (0 to 1), as an opaque colour.
QColor mixed(const QColor& over, const QColor& under, double share);

/// An icon of resources/icons in the palette's text colour (or `color`), with its disabled look.
QIcon icon(const QString& name, const QPalette& palette);
QPixmap iconPixmap(const QString& name, const QColor& color, int pixels, double devicePixelRatio = 1);

/// A label that shows text exactly as it is, never as markup. `role` picks its look from the style sheet: "title",
/// "muted", "hint", "error", "section", "number", "field".
QLabel* plainLabel(const QString& text, const char* role = nullptr, QWidget* parent = nullptr);

} // namespace meshwright::ui
