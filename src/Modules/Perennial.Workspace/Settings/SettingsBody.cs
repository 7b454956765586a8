using NodaTime;
using Perennial.Kernel;
using Perennial.Kernel.Words;
using Perennial.Workspace.Contract;

namespace Perennial.Workspace.Settings;

/// <summary>The settings as they travel.</summary>
internal sealed record SettingsBody(
    string Name, string TimeZone, string Currency, bool TaxIncluded, bool ShippingIncluded, string WeekStart, string Language,
    string? PhoneRegion)
{
    private const int NameCharactersMax = 200;

    public static SettingsBody Of(ShopSettings settings) => new(settings.Name, settings.TimeZone, settings.Currency.Code, settings.TaxIn,
        settings.ShippingIn, settings.WeekStart.ToString().ToLowerInvariant(), settings.Language, settings.PhoneRegion);

    /// <summary>The settings that are meant, or everything that is wrong with them.</summary>
    public Result<ShopSettings> Read(int version)
    {
        var problems = new List<FieldProblem>();
        void Check(bool good, string field, string code, string? detail = null)
        {
            if (!good)
            {
                problems.Add(new FieldProblem(field, code, detail));
            }
        }

        Check(!string.IsNullOrWhiteSpace(Name) && Name.Length <= NameCharactersMax, "name", "value.text_wanted", $"{NameCharactersMax}");
        Check(DateTimeZoneProviders.Tzdb.GetZoneOrNull(TimeZone) is not null, "timeZone", "settings.zone_unknown");
        Check(Kernel.Currency.TryParse(Currency, out var currency), "currency", "settings.currency_unknown");
        var weekStart = Enum.TryParse<IsoDayOfWeek>(WeekStart, ignoreCase: true, out var day) && day != IsoDayOfWeek.None &&
            !char.IsAsciiDigit(WeekStart[0]);
        Check(weekStart, "weekStart", "settings.week_start_unknown");
        Check(Kernel.Words.Language.All.Any(l => l.Code == Language), "language", "settings.language_unknown");
        Check(PhoneRegion is null || (PhoneRegion.Length == 2 && PhoneRegion.All(char.IsAsciiLetterUpper)), "phoneRegion", "settings.region_unknown");
        return problems.Count > 0
            ? new Refusal(RefusalKind.Invalid, "request.invalid") { Fields = problems }
            : new ShopSettings(Name.Trim(), TimeZone, currency, TaxIncluded, ShippingIncluded, day, Language, PhoneRegion, version);
    }
}
