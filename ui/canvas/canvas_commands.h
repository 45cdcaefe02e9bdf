// What the commands of the menus do on the canvas.
#pragma once

namespace meshwright::ui {

class Actions;
class CanvasPanel;

/// Connects the canvas' commands, and puts those that concern what is selected into its menu.
void connectCanvasCommands(Actions& actions, CanvasPanel& canvas);
/// Switches them on and off with the canvas.
void setCanvasCommandsEnabled(Actions& actions, bool on);

} // namespace meshwright::ui
