//! Themes of the site.

use std::borrow::Cow;

use super::{Cost, Cx, RoomOperation, SlashCommand, Spec};
use crate::model::{Capability, Principal};
use crate::room::event::RoomEvent;
use crate::room::refusal::{Code, Refusal};
use crate::room::state::RoomState;

/// Sets the theme of the member's own page.
pub struct ChooseTheme {
    /// Name of the theme.
    pub theme: String,
}

/// Outcome of [`ChooseTheme`].
pub struct ThemeChosen {
    /// Name of the theme.
    pub theme: String,
}

impl RoomOperation for ChooseTheme {
    const SPEC: Spec = Spec {
        id: "choose-theme",
        summary: "change how the site looks",
        needs: Capability::Chat,
        muted_may: true,
        cost: Cost::Message,
        audits: None,
        route: None,
    };
    type Outcome = ThemeChosen;

    fn apply(self, room: &mut RoomState, by: Principal, cx: &mut Cx<'_, '_>) -> Result<ThemeChosen, Refusal> {
        let (theme, themes) = (self.theme, &room.config.chat.themes);
        if !themes.contains(&theme) {
            let text = format!("There is no such theme. Choose one of: {}.", themes.join(", "));
            return Err(Refusal::new(Code::NotFound, text));
        }
        if let Principal::Member(id) = by {
            cx.reply(id, RoomEvent::ThemeChosen { theme: theme.clone() });
        }
        Ok(ThemeChosen { theme })
    }
}

impl SlashCommand for ChooseTheme {
    fn parse(argument: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self { theme: argument.to_owned() })
    }

    fn render(ThemeChosen { theme }: ThemeChosen) -> Vec<Cow<'static, str>> {
        vec![format!("The site now uses the theme {theme}.").into()]
    }
}

/// Lists the site's themes.
pub struct ListThemes;

/// Outcome of [`ListThemes`].
pub struct Themes {
    /// Names in configured order.
    pub themes: Vec<String>,
}

impl RoomOperation for ListThemes {
    const SPEC: Spec = Spec {
        id: "list-themes",
        summary: "list the site's themes",
        needs: Capability::Chat,
        muted_may: true,
        cost: Cost::Message,
        audits: None,
        route: None,
    };
    type Outcome = Themes;

    fn apply(self, room: &mut RoomState, _: Principal, _: &mut Cx<'_, '_>) -> Result<Themes, Refusal> {
        Ok(Themes { themes: room.config.chat.themes.clone() })
    }
}

impl SlashCommand for ListThemes {
    fn parse(_: &str, _: &RoomState) -> Result<Self, Refusal> {
        Ok(Self)
    }

    fn render(Themes { themes }: Themes) -> Vec<Cow<'static, str>> {
        vec![format!("Themes of this site: {}.", themes.join(", ")).into()]
    }
}

impl RoomState {
    /// Whether the site has more than one theme.
    pub(in crate::room) fn has_themes(&self) -> bool {
        self.config.chat.themes.len() > 1
    }
}
