using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Perennial.Commerce.Contract;
using Perennial.Insights.Contract;
using Perennial.Insights.Facts;
using Perennial.Kernel;

namespace Perennial.Insights.Api;

/// <summary>Which number's customers are asked for, as it stands behind the question mark of an address.</summary>
internal static class AskedBehind
{
    /// <summary>Names the dimension that customers came by.</summary>
    public const string CameName = "came";

    /// <summary>Names the value of it; left out for the blank one.</summary>
    public const string ValueName = "value";

    private static readonly OrderField[] Dimensions = [.. LabelColumn.Dimensions, OrderField.Category, OrderField.Product];

    /// <summary>Reads it; null where no number is named, which means all customers.</summary>
    /// <param name="query">A value behind the question mark; null where there is none.</param>
    public static Result<CustomersBehind?> Read(Func<string, string?> query)
    {
        if ((query("number") ?? (query(CameName) is null ? null : CustomersBehind.Came)) is not { } number)
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

        if (number != CustomersBehind.Came && query(CameName) is null)
        {
            return new CustomersBehind(number) { Period = period, PeriodsLater = later };
        }

        return ReadDimension(query).TryGet(out var by, out var refusal)
            ? new CustomersBehind(number) { Period = period, PeriodsLater = later, CameBy = new FirstValue(by, query(ValueName) ?? "") }
            : refusal;
    }

    /// <summary>Reads the dimension that customers came by.</summary>
    /// <param name="query">A value behind the question mark; null where there is none.</param>
    public static Result<OrderField> ReadDimension(Func<string, string?> query)
    {
        if (query(CameName) is not { } named)
        {
            return Wrong(CameName, "value.missing");
        }

        return Dimensions.Where(d => d.ToString().ToLowerInvariant() == named).ToList() is [var by]
            ? by
            : Wrong(CameName, "value.choice_wanted", string.Join(", ", Dimensions.Select(d => d.ToString().ToLowerInvariant())));
    }

    private static Refusal Wrong(string field, string code, string? detail = null) =>
        new(RefusalKind.Invalid, "request.invalid") { Fields = [new FieldProblem(field, code, detail)] };
}
