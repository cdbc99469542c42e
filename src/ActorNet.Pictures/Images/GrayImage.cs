namespace ActorNet.Pictures.Images;

/// <summary>A gray image: 0 is black and 255 white.</summary>
/// <param name="Rows">Its height in pixels.</param>
/// <param name="Columns">Its width in pixels.</param>
/// <param name="Pixels">The pixels [Rows, Columns], row by row from the top.</param>
internal sealed record GrayImage(int Rows, int Columns, byte[] Pixels)
{
    /// <summary>The pixel at a place.</summary>
    public byte this[int row, int column] => Pixels[row * Columns + column];
}
