using System.Text.Json;
using NodaTime;
using Perennial.Analytics;
using Perennial.Insights.Contract;
using Perennial.Kernel.Http;

namespace Perennial.Insights.Api;

/// <summary>Lists of customers as JSON; the names are those of docs/api/customers.md.</summary>
internal static class CustomersJson
{
    /// <summary>Writes a page of a list.</summary>
    public static void Write(Stream stream, CustomerList list, int skip, int limit)
    {
        using var json = new Utf8JsonWriter(stream, Json.Writing);
        json.WriteStartObject();
        json.WriteString("asOf", Iso(list.AsOf));
        json.WriteString("currency", list.Currency.Code);
        json.WriteNumber("count", list.Count);
        json.WriteStartArray("customers");
        foreach (var row in list.Rows.Skip(skip).Take(limit))
        {
            Write(json, row);
        }

        json.WriteEndArray();
        json.WriteString("next", skip + limit < list.Count ? Cursor.Write($"{skip + limit}") : null);
        json.WriteEndObject();
    }

    /// <summary>Writes what a comparison with the database came to.</summary>
    public static void Write(Stream stream, FactsVerified verified)
    {
        using var json = new Utf8JsonWriter(stream, Json.Writing);
        json.WriteStartObject();
        json.WriteNumber("customers", verified.Customers);
        json.WriteNumber("orders", verified.Orders);
        json.WriteNumber("differences", verified.Differences);
        json.WriteStartArray("first");
        foreach (var difference in verified.First)
        {
            json.WriteStartObject();
            json.WriteString("what", JsonNamingPolicy.CamelCase.ConvertName(difference.What.ToString()));
            json.WriteString("customer", difference.Customer);
            json.WriteString("day", difference.Day is { } day ? Iso(day) : null);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, in CustomerRow row)
    {
        json.WriteStartObject();
        json.WriteString("customer", row.Customer);
        json.WriteString("firstOrder", Iso(row.FirstOrder));
        json.WriteString("lastOrder", Iso(row.LastOrder));
        json.WriteNumber("orders", row.Orders);
        json.WriteString("revenue", row.Revenue.ToString());
        json.WriteString("averageOrderValue", row.AverageOrderValue?.ToString());
        ReportJson.Number(json, "usualIntervalDays", row.UsualIntervalDays);
        json.WriteNumber("daysSince", row.DaysSince);
        ReportJson.Number(json, "overdueRatio", row.OverdueRatio);
        json.WriteString("state", row.State is { } state ? CustomersCsv.StateName(state) : null);
        if (row.Rfm is { } rfm)
        {
            json.WriteStartObject("rfm");
            json.WriteNumber("r", rfm.R);
            json.WriteNumber("f", rfm.F);
            json.WriteNumber("m", rfm.M);
            json.WriteString("group", rfm.Group);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("rfm");
        }

        json.WriteEndObject();
    }

    private static string Iso(LocalDate date) => ReportJson.Iso(date);
}
