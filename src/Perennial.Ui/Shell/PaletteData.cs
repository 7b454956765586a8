using System.Text.Json.Nodes;
using Perennial.Ui.Parts;

namespace Perennial.Ui.Shell;

/// <summary>What Ctrl-K finds without asking the server: the pages of the menu and the actions, each with its section.</summary>
internal static class PaletteData
{
    public static Html Of(IPageFrame frame, Func<string, string> href) => Chart.Data(new JsonObject
    {
        ["pages"] = Links(frame.Menu.SelectMany(s => s.Links.Select(l => (l, s.Links.Count > 1 ? s.Title : ""))), href),
        ["actions"] = Links(frame.Actions.Select(a => (a, "")), href),
    });

    private static JsonArray Links(IEnumerable<(MenuLink Link, string Section)> links, Func<string, string> href) =>
        new([.. links.Select(l => (JsonNode)new JsonArray(l.Link.Title, l.Section, href(l.Link.Path)))]);
}
