using System.Text.Json;
using Perennial.Commerce.Contract;
using Perennial.Kernel;

namespace Perennial.Insights.Contract;

/// <summary>The field <c>comparison</c> of <c>perennial.report/1</c>.</summary>
internal static class ComparisonJson
{
    public static void Write(Utf8JsonWriter json, Comparison? comparison)
    {
        if (comparison is null)
        {
            json.WriteNull("comparison");
            return;
        }

        json.WriteStartObject("comparison");
        json.WriteString("kind", comparison.To is null ? "files" : "period");
        ReportJson.Text(json, "to", comparison.To?.Text);
        Side(json, "main", comparison.Main);
        Side(json, "other", comparison.Other);
        json.WriteStartArray("figures");
        foreach (var figure in comparison.Figures)
        {
            json.WriteStartObject();
            json.WriteString("name", figure.Name);
            json.WriteString("form", figure.Form.ToString().ToLowerInvariant());
            Value(json, "main", figure.Main);
            Value(json, "other", figure.Other);
            Value(json, "difference", figure.Difference);
            ReportJson.Number(json, "change", figure.Change);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        ReportJson.WhatMoved(json, "whatMoved", comparison.WhatMoved);
        Groups(json, comparison.Groups);
        ReadingJson.Warnings(json, comparison.To is null ? comparison.Other.Reading.Warnings : [], comparison.Notices);
        json.WriteEndObject();
    }

    private static void Side(Utf8JsonWriter json, string name, ComparedSide side)
    {
        json.WriteStartObject(name);
        json.WriteStartArray("files");
        foreach (var text in side.Reading.Understood)
        {
            json.WriteStringValue(text.File);
        }

        json.WriteEndArray();
        var currency = side.Reading.Sales.Currency;
        ReportJson.Text(json, "currency", currency.IsNone ? null : currency.Code);
        json.WriteString("asOf", ReportJson.Iso(side.AsOf));
        json.WriteString("from", ReportJson.Iso(side.From));
        json.WriteString("to", ReportJson.Iso(side.To));
        json.WriteBoolean("partial", side.IsPartial);
        json.WriteNumber("periods", side.Periods);
        json.WriteNumber("wholePeriods", side.WholePeriods);
        json.WriteEndObject();
    }

    private static void Groups(Utf8JsonWriter json, IReadOnlyList<ComparedGroup> groups)
    {
        json.WriteStartArray("groups");
        foreach (var group in groups)
        {
            json.WriteStartObject();
            json.WriteString("by", group.By.ToString().ToLowerInvariant());
            json.WriteString("value", group.Value);
            ReportJson.Share(json, "main", group.Main);
            ReportJson.Share(json, "other", group.Other);
            ReportJson.Number(json, "mix", group.Mix);
            ReportJson.Number(json, "rate", group.Rate);
            json.WriteString("mainRevenue", group.MainRevenue.ToString());
            json.WriteString("otherRevenue", group.OtherRevenue.ToString());
            ReportJson.Text(json, "revenueChange", group.RevenueChange?.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Value(Utf8JsonWriter json, string name, MetricValue value)
    {
        if (value.Rate is { } rate)
        {
            ReportJson.Share(json, name, rate);
        }
        else if (value.Amount is { } amount)
        {
            json.WriteString(name, amount.ToString());
        }
        else
        {
            ReportJson.Number(json, name, value.Number);
        }
    }
}
