using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using NodaTime;
using NodaTime.TimeZones;
using Perennial.Kernel;
using Perennial.Kernel.Data;
using Perennial.Kernel.Ids;
using Perennial.Kernel.Words;
using Perennial.Workspace.Contract;
using Perennial.Workspace.Contract.Pages;
using Perennial.Workspace.Keys;
using Perennial.Workspace.Staff;

namespace Perennial.Workspace.Settings;

/// <summary>The first start: whoever holds the owner's key makes the shop and its owner, and is signed in.</summary>
[OpenPage]
internal sealed class Start(IPasswordHasher<StaffRow> hasher, Entrance entrance, FailedCalls failed) : StaffPage
{
    [BindProperty]
    public string? OwnerKey { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? Shop { get; set; }

    [BindProperty]
    public string TimeZone { get; set; } = PlaceGuess.Zone(CultureInfo.CurrentCulture);

    [BindProperty]
    public string? Currency { get; set; } = PlaceGuess.Currency(CultureInfo.CurrentCulture);

    [BindProperty]
    public string Week { get; set; } = "monday";

    [BindProperty]
    public string ShopLanguage { get; set; } = Language.Current.Code;

    [BindProperty]
    public bool TaxIn { get; set; } = true;

    [BindProperty]
    public bool ShippingIn { get; set; }

    public IEnumerable<SelectListItem> Zones => TzdbDateTimeZoneSource.Default.ZoneLocations!.Select(l => l.ZoneId).Append("UTC")
        .Order(StringComparer.Ordinal).Select(id => new SelectListItem(id.Replace('_', ' '), id));

    public IEnumerable<SelectListItem> Days => Enumerable.Range(1, 7).Select(d => new SelectListItem(
        CultureInfo.CurrentCulture.DateTimeFormat.GetDayName((DayOfWeek)(d % 7)), ((DayOfWeek)(d % 7)).ToString().ToLowerInvariant()));

    public IEnumerable<SelectListItem> Languages => Language.All.Select(l => new SelectListItem(l.Culture.NativeName, l.Code));

    /// <summary>Whether nothing was typed yet, so that the browser's own zone may be put in.</summary>
    public bool IsFresh { get; private set; }

    public async Task<IActionResult> OnGetAsync()
    {
        IsFresh = true;
        return await Get<IShopSettings>().FindAsync(Db, Cancellation) is null ? Page() : LocalRedirect("~" + PageGate.SignInPath);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var address = HttpContext.Connection.RemoteIpAddress;
        if (failed.IsOver(address, out _))
        {
            return Show(new Refusal(RefusalKind.TooMany, "request.too_many"));
        }

        if (!Read().TryGet(out var wanted, out var refusal))
        {
            return Show(refusal);
        }

        var now = Instant.FromDateTimeOffset(Get<TimeProvider>().GetUtcNow());
        var founded = await Db.TryWriteAsync(unit => FoundAsync(unit, wanted, now), Cancellation);
        if (!founded.TryGet(out var owner, out refusal))
        {
            failed.Count(address, refusal.Code, PageGate.StartPath);
            return Show(refusal.Code == "setup.key_wrong"
                ? refusal with { Fields = [new FieldProblem(nameof(OwnerKey), refusal.Code)] }
                : refusal);
        }

        Get<SettingsStore>().Forget();
        await entrance.ByPasskeyAsync(HttpContext, owner);
        return Done("/welcome", WorkspaceModule.Words["start.done"]);
    }

    private sealed record Wanted(ShopSettings Settings, StaffRow Owner);

    private Result<Wanted> Read()
    {
        var problems = StaffRules.Problems(Name, Email, Password).ToList();
        var read = new SettingsBody(Shop ?? "", TimeZone, Currency?.Trim().ToUpperInvariant() ?? "", TaxIn, ShippingIn, Week, ShopLanguage, null)
            .Read(version: 1);
        problems.AddRange(read.Refusal?.Fields.Select(f => f with { Field = FieldOf(f.Field) }) ?? []);
        if (problems.Count > 0)
        {
            return new Refusal(RefusalKind.Invalid, "request.invalid") { Fields = problems };
        }

        var owner = new StaffRow
        {
            Name = Name!.Trim(), Email = Email!.Trim(), EmailKey = StaffRow.KeyOf(Email.Trim()), RoleCode = StaffRow.CodeOf(StaffRole.Owner),
            Language = Language.Current.Code, Stamp = StaffRow.NewStamp(),
        };
        owner.PasswordHash = hasher.HashPassword(owner, Password!);
        return new Wanted(read.Value, owner);
    }

    // The shop and its owner are there together, or neither.
    private async Task<Result<StaffRow>> FoundAsync(DbUnit unit, Wanted wanted, Instant now)
    {
        if (await SetUpShop.RefuseAsync(unit, OwnerKey) is { } refusal)
        {
            return refusal;
        }

        await SetUpShop.FoundAsync(unit, wanted.Settings, now);
        (wanted.Owner.Id, wanted.Owner.Created, wanted.Owner.Version) = (Get<IdSource>().New(), Micros.Of(now), 1);
        await unit.ExecuteAsync(StaffRow.AddSql, wanted.Owner);
        await Get<IAudit>().AddAsync(unit, new AuditEntry("owner", "shop.set_up", PublicId.Write("stf", wanted.Owner.Id)), now);
        return wanted.Owner;
    }

    private static string FieldOf(string field) => field switch
    {
        "name" => nameof(Shop), "weekStart" => nameof(Week), "language" => nameof(ShopLanguage), "timeZone" => nameof(TimeZone),
        "currency" => nameof(Currency), _ => field,
    };
}
