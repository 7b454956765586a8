using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using NodaTime.TimeZones;
using Perennial.Kernel;
using Perennial.Kernel.Words;
using Perennial.Workspace.Api;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;
using Perennial.Workspace.Pages;

namespace Perennial.Workspace.Settings;

/// <summary>What the whole shop goes by, and what a change of it does to the figures.</summary>
[Asks(Scopes.Admin, OfWholeShop = true)]
internal sealed class ShopPage : StaffPage
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? TimeZone { get; set; }

    [BindProperty]
    public string? Currency { get; set; }

    [BindProperty]
    public bool TaxIncluded { get; set; }

    [BindProperty]
    public bool ShippingIncluded { get; set; }

    [BindProperty]
    public string? WeekStart { get; set; }

    // Not "Language": the type of that name is asked here.
    [BindProperty]
    public string? ShopLanguage { get; set; }

    [BindProperty]
    public string? PhoneRegion { get; set; }

    /// <summary>The version that the form was filled from.</summary>
    [BindProperty]
    public int Version { get; set; }

    /// <summary>What somebody else saved meanwhile and differs from what was typed: a field's name, and what is there.</summary>
    public IReadOnlyList<(string Field, string Saved)> Meanwhile { get; private set; } = [];

    public IEnumerable<SelectListItem> Zones => TzdbDateTimeZoneSource.Default.ZoneLocations!.Select(l => l.ZoneId).Append("UTC")
        .Append(TimeZone ?? "UTC").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(id => new SelectListItem(id.Replace('_', ' '), id));

    public IEnumerable<SelectListItem> Days => Enumerable.Range(1, 7).Select(d => (DayOfWeek)(d % 7)).Select(d => new SelectListItem(
        CultureInfo.CurrentCulture.DateTimeFormat.GetDayName(d), d.ToString().ToLowerInvariant()));

    public IEnumerable<SelectListItem> Languages => Language.All.Select(l => new SelectListItem(l.Culture.NativeName, l.Code));

    public async Task OnGetAsync() => Fill(await ReadAsync());

    public async Task<IActionResult> OnPostAsync()
    {
        var wanted = new ChangeSettings.ChangeSettingsRequest(Name ?? "", TimeZone ?? "", Currency?.Trim().ToUpperInvariant() ?? "", TaxIncluded,
            ShippingIncluded, WeekStart ?? "", ShopLanguage ?? "")
        {
            PhoneRegion = PhoneRegion?.Trim().ToUpperInvariant(),
        };
        var saved = await this.WriteAsync(wanted, WorkspaceJson.Api.ChangeSettingsRequest, call => ChangeSettings.SaveAsync(call, v => v == Version));
        if (saved.TryGet(out _, out var refusal))
        {
            return Done("/settings", WorkspaceModule.Words["settings.saved"]);
        }

        if (refusal.Kind == RefusalKind.Changed)
        {
            var there = await ReadAsync();
            Meanwhile = [.. Differing(SettingsBody.Of(there))];

            // Who sends it again has seen what the other wrote.
            Version = there.Version;
        }

        return Show(refusal with
        {
            Fields = [.. refusal.Fields.Select(f => f.Field == "language" ? f with { Field = nameof(ShopLanguage) } : f)],
        });
    }

    private async Task<ShopSettings> ReadAsync() => await Db.ReadAsync(SettingsStore.ReadAsync, Cancellation)
        ?? throw new InvalidOperationException("Nobody is signed in to a shop that is not set up.");

    private void Fill(ShopSettings settings)
    {
        var body = SettingsBody.Of(settings);
        (Name, TimeZone, Currency, TaxIncluded, ShippingIncluded) =
            (body.Name, body.TimeZone, body.Currency, body.TaxIncluded, body.ShippingIncluded);
        (WeekStart, ShopLanguage, PhoneRegion, Version) = (body.WeekStart, body.Language, body.PhoneRegion, settings.Version);
    }

    private IEnumerable<(string Field, string Saved)> Differing(SettingsBody there)
    {
        var words = WorkspaceModule.Words;
        string YesNo(bool value) => words[value ? "settings.yes" : "settings.no"];
        (string Label, string? Typed, string? Saved)[] fields =
        [
            (words["start.shop_name"], Name?.Trim(), there.Name), (words["start.zone"], TimeZone, there.TimeZone),
            (words["start.currency"], Currency?.Trim().ToUpperInvariant(), there.Currency),
            (words["start.tax"], YesNo(TaxIncluded), YesNo(there.TaxIncluded)),
            (words["start.shipping"], YesNo(ShippingIncluded), YesNo(there.ShippingIncluded)),
            (words["start.week"], DayName(WeekStart), DayName(there.WeekStart)), (words["start.language"], ShopLanguage, there.Language),
            (words["settings.region"], PhoneRegion?.Trim().ToUpperInvariant(), there.PhoneRegion),
        ];
        return fields.Where(f => f.Typed != f.Saved).Select(f => (f.Label, f.Saved ?? Shown.NotAvailable));
    }

    private string? DayName(string? day) => Days.FirstOrDefault(d => d.Value == day)?.Text ?? day;
}
