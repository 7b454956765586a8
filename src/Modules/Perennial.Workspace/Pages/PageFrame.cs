using Microsoft.AspNetCore.Http;
using Perennial.Ui;
using Perennial.Ui.Shell;
using Perennial.Workspace.Contract;

namespace Perennial.Workspace.Pages;

/// <summary>What stands around the page at hand.</summary>
internal sealed class PageFrame(
    IHttpContextAccessor accessor, IShopSettings settings, IEnumerable<MenuEntry> entries, IEnumerable<PaletteAction> actions,
    ShopNature nature) : IPageFrame
{
    private IReadOnlyList<MenuSection>? menu;

    private HttpContext Http => accessor.HttpContext ?? throw new InvalidOperationException("There is no request.");

    private StaffMember? Member => Http.Features.Get<StaffMember>();

    public string ShopName => settings.Latest?.Name ?? "";

    public string? PersonName => Member?.Name;

    public string? RoleName => Member is { } member ? WorkspaceModule.Words["role." + member.Role.ToString().ToLowerInvariant()] : null;

    public bool IsDemo => nature.IsDemo;

    public string RealShop => nature.IsDemo ? Http.Request.PathBase.Value![..^ShopNature.DemoPath.Length] + "/" : Http.Request.PathBase + "/";

    public string? Theme => Http.Request.Cookies[ReaderCookies.Theme] is { } theme && theme is "light" or "dark" ? theme : null;

    public IReadOnlyList<MenuSection> Menu => menu ??= Build();

    public IReadOnlyList<MenuLink> Actions => Member is not { } member ? [] :
        [.. actions.Where(a => Sees(member, a.Asks, a.OfWholeShop)).Select(a => new MenuLink(a.Path, a.Title(), IsCurrent: false))];

    private static bool Sees(StaffMember member, string? asks, bool ofWholeShop) =>
        (asks is null || member.May(asks)) && (!ofWholeShop || member.Stores is null);

    private List<MenuSection> Build()
    {
        if (Member is not { } member)
        {
            return [];
        }

        var path = Http.Request.Path.Value ?? "/";
        var seen = entries.Where(e => Sees(member, e.Asks, e.OfWholeShop)).ToList();

        // The page at hand is the entry that its path begins with, the longest of them.
        var current = seen.Where(e => path == e.Path || (e.Path != "/" && path.StartsWith(e.Path + "/", StringComparison.Ordinal)))
            .MaxBy(e => e.Path.Length);
        return [.. seen.GroupBy(e => e.Place).OrderBy(g => g.Key).Select(g => new MenuSection(g.Key,
            UiWords.Words["menu." + g.Key.ToString().ToLowerInvariant()], g.Contains(current),
            [.. g.OrderBy(e => e.Order).Select(e => new MenuLink(e.Path, e.Title(), e == current))]))];
    }
}
