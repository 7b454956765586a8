using System.Globalization;
using System.Text;
using Perennial.Ui;
using QRCoder;

namespace Perennial.Workspace.Staff;

/// <summary>A QR code as a drawing within the page: nothing is fetched for it, and nothing of it is kept.</summary>
internal static class QrPicture
{
    /// <summary>Draws one.</summary>
    /// <param name="text">What it says.</param>
    /// <param name="label">What it is, for who does not see it.</param>
    public static Html Of(string text, string label)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var (size, path) = (code.ModuleMatrix.Count, new StringBuilder());
        for (var y = 0; y < size; y++)
        {
            for (var x = 0; x < size; x++)
            {
                if (code.ModuleMatrix[y][x])
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
                }
            }
        }

        // Black on white in either theme: cameras want it so.
        return Html.Of(
            $"""
            <svg class="qr-picture w-100 h-auto" viewBox="0 0 {size} {size}" role="img" aria-label="{label}" shape-rendering="crispEdges">
            <rect width="{size}" height="{size}" fill="#fff"/><path d="{path.ToString()}" fill="#000"/></svg>
            """);
    }
}
