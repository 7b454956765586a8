using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Perennial.Insights.Contract;
using Perennial.Kernel;

namespace Perennial.Insights.Api;

/// <summary>Which number's customers are asked for, as it stands behind the question mark of an address.</summary>
internal static class AskedBehind
{
    /// <summary>Reads it; null where no number is named, which means all customers.</summary>
    /// <param name="query">A value behind the question mark; null where there is none.</param>
    public static Result<CustomersBehind?> Read(Func<string, string?> query)
    {
        if (query("number") is not { } number)
        {
            return (CustomersBehind?)null;
        }

        var later = 0;
        LocalDate? period = null;
        if (query("in") is { } day)
        {
            var read = LocalDatePattern.Iso.Parse(day);
            if (!read.Success || read.Value.Year is < 1950 or > 2128)
            {
                return Wrong("in", "value.day_wanted");
            }

            period = read.Value;
        }
        else if (CustomersBehind.OfPeriod.Contains(number, StringComparer.Ordinal))
        {
            return Wrong("in", "value.missing");
        }

        if (query("later") is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out later) || later > 4_000))
        {
            return Wrong("later", "value.number_wanted", "0 - 4000");
        }

        return new CustomersBehind(number) { Period = period, PeriodsLater = later };
    }

    private static Refusal Wrong(string field, string code, string? detail = null) =>
        new(RefusalKind.Invalid, "request.invalid") { Fields = [new FieldProblem(field, code, detail)] };
}
