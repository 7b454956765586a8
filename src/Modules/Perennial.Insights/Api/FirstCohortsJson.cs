using System.Text.Json;
using Perennial.Commerce.Contract;
using Perennial.Insights.Reports;
using Perennial.Kernel;
using Perennial.Kernel.Http;
using Perennial.Kernel.Words;

namespace Perennial.Insights.Api;

/// <summary>Cohorts by what their members came by as JSON; docs/api/insights.md.</summary>
internal static class FirstCohortsJson
{
    public static void Write(Stream to, FirstCohorts cohorts, OrderField by, Currency currency)
    {
        using var json = new Utf8JsonWriter(to, Json.Writing);
        json.WriteStartObject();
        json.WriteString("came", by.ToString().ToLowerInvariant());
        json.WriteString("asOf", Shown.Iso(cohorts.AsOf));
        json.WriteString("currency", currency.Code);
        json.WriteNumber("leftOut", cohorts.LeftOut);
        json.WriteStartArray("cohorts");
        foreach (var cohort in cohorts.Cohorts)
        {
            json.WriteStartObject();
            json.WriteString("value", cohort.Value);
            json.WriteNumber("members", cohort.Members);
            Write(json, "observed", cohort.Cells.Select(c => c.Observed));
            Write(json, "active", cohort.Cells.Select(c => c.Active));
            Write(json, "still", cohort.Cells.Select(c => c.Still));
            Write(json, "orders", cohort.Cells.Select(c => c.Orders));
            json.WriteStartArray("revenue");
            foreach (var cell in cohort.Cells)
            {
                json.WriteStringValue(new Money(cell.Revenue, currency).ToString());
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
