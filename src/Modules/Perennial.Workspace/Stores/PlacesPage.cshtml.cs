using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using NodaTime.TimeZones;
using Perennial.Kernel;
using Perennial.Kernel.Words;
using Perennial.Ui;
using Perennial.Ui.Parts;
using Perennial.Workspace.Api;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;
using Perennial.Workspace.Pages;

namespace Perennial.Workspace.Stores;

/// <summary>Stores, channels and sellers: what the codes that orders name are called.</summary>
[Asks(Scopes.Admin, OfWholeShop = true)]
internal sealed class PlacesPage : StaffPage
{
    private const int RowsMax = 100;

    /// <summary>Which kind is shown: <c>store</c>, <c>channel</c>, <c>seller</c>.</summary>
    [FromQuery(Name = "kind")]
    public string? Asked { get; set; }

    /// <summary>The code that the page begins after.</summary>
    [FromQuery(Name = "after")]
    public string? After { get; set; }

    /// <summary>The code of what is changed; null while something new is made.</summary>
    [FromQuery(Name = "edit")]
    public string? Edited { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? TimeZone { get; set; }

    [BindProperty]
    public string? Store { get; set; }

    [BindProperty]
    public bool Archived { get; set; }

    /// <summary>The version that the form was filled from.</summary>
    [BindProperty]
    public long Version { get; set; }

    public string Kind => SavePlace.Kinds.Any(k => k.Kind == Asked) ? Asked! : "store";

    public bool IsEdit => Edited is not null;

    public ListTable Places { get; private set; } = new("", [], []);

    /// <summary>Stores that a seller may be of.</summary>
    public IReadOnlyList<SelectListItem> Stores { get; private set; } = [];

    public IEnumerable<SelectListItem> Zones => TzdbDateTimeZoneSource.Default.ZoneLocations!.Select(l => l.ZoneId).Append("UTC")
        .Order(StringComparer.Ordinal).Select(id => new SelectListItem(id.Replace('_', ' '), id))
        .Prepend(new SelectListItem(WorkspaceModule.Words["places.zone_of_shop"], ""));

    public async Task<IActionResult> OnGetAsync()
    {
        if (Edited is not null)
        {
            var (found, version) = await Db.ReadAsync(async unit =>
                (await ListPlaces.FindAsync(unit, Kind, Edited), await SavePlace.VersionAsync(unit, Kind, Edited)), Cancellation);
            if (found is not { } place)
            {
                return LocalRedirect("~/settings/stores?kind=" + Kind);
            }

            (Code, Name, TimeZone, Store, Archived) = (place.Code, place.Name, place.TimeZone, place.Store, place.Archived);
            Version = version;
        }

        await FillAsync();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var (code, wanted) = (IsEdit ? Edited! : Code?.Trim() ?? "",
            new SavePlace.SavePlaceRequest(Name ?? "", Kind == "seller" ? null : TimeZone, Kind == "seller" ? Store : null, Archived));
        var saved = await this.WriteAsync(wanted, WorkspaceJson.Api.SavePlaceRequest,
            call => SavePlace.SaveAsync(call, Kind, code, mustBeNew: !IsEdit, seen: IsEdit ? Version : null));
        if (saved.TryGet(out var place, out var refusal))
        {
            return Done("/settings/stores?kind=" + Kind, WorkspaceModule.Words["places.saved", ("name", place.Name)]);
        }

        if (refusal.Kind == RefusalKind.Changed)
        {
            // Who sends it again has been told that somebody else wrote; the list below shows what.
            Version = await Db.ReadAsync(unit => SavePlace.VersionAsync(unit, Kind, code), Cancellation);
            ModelState.Remove(nameof(Version));
        }

        await FillAsync();
        return Show(refusal);
    }

    public async Task<IActionResult> OnGetFileAsync(string? ending)
    {
        var places = await Db.ReadAsync(unit => ListPlaces.ReadAsync(unit, Call.Caller, Kind), Cancellation);
        await new ListFile(Kind + "s", ["code", "name", Kind == "seller" ? "store" : "time_zone", "archived"],
            places.Select(p => (IReadOnlyList<object?>)[p.Code, p.Name, Kind == "seller" ? p.Store : p.TimeZone, p.Archived ? "yes" : "no"]))
            .SendAsync(HttpContext, ending);
        return new EmptyResult();
    }

    private async Task FillAsync()
    {
        var (places, stores) = await Db.ReadAsync(async unit => (
            await ListPlaces.ReadAsync(unit, Call.Caller, Kind, After ?? "", RowsMax + 1),
            Kind == "seller" ? await ListPlaces.ReadAsync(unit, Call.Caller, "store") : []), Cancellation);
        var words = WorkspaceModule.Words;
        Stores =
        [
            new SelectListItem(words["places.no_store"], ""),
            .. stores.Where(s => !s.Archived || s.Code == Store).Select(s => new SelectListItem(s.Name, s.Code)),
        ];
        if (Store is not null && stores.All(s => s.Code != Store))
        {
            // A store that orders name and nobody saved.
            Stores = [.. Stores, new SelectListItem(Store, Store)];
        }

        var names = stores.ToDictionary(s => s.Code, s => s.Name, StringComparer.Ordinal);
        Places = new ListTable(words["places." + Kind + "s"],
            [
                new("name", words["places.name"]), new("code", words["places.code"]),
                new("of", words[Kind == "seller" ? "places.store" : "start.zone"]) { IsMinor = true }, new("state", words["places.state"]),
            ],
            [.. places.Take(RowsMax).Select(p => Row(p, names))])
        {
            NextHref = places.Count > RowsMax ? this.Here(("kind", Kind), ("after", places[RowsMax - 1].Code)) : null,
            FirstHref = After is null ? null : this.Here(("kind", Kind)),
            CsvHref = this.Here(("kind", Kind), ("handler", "file"), ("ending", "csv")),
            XlsxHref = this.Here(("kind", Kind), ("handler", "file"), ("ending", ListFile.Xlsx)),
        };
    }

    private ListRow Row(PlaceBody place, Dictionary<string, string> names) => new(
    [
        Html.Text(place.Name), Html.Of($"<code>{place.Code}</code>"),
        Html.Text((Kind == "seller" ? place.Store is { } store ? names.GetValueOrDefault(store, store) : null
            : place.TimeZone) ?? Shown.NotAvailable),
        Html.Text(WorkspaceModule.Words[place.Archived ? "places.archived" : "places.in_use"]),
    ])
    {
        Href = this.Here(("kind", Kind), ("edit", place.Code)),
    };
}
