namespace ActorNet.Pictures.Images;

/// <summary>A grey image: 0 is black, 255 is white.</summary>
/// <param name="Rows">The height in pixels.</param>
/// <param name="Columns">The width in pixels.</param>
/// <param name="Pixels">The pixels [Rows, Columns], row-major from the top.</param>
internal sealed record GrayImage(int Rows, int Columns, byte[] Pixels)
{
    public byte this[int row, int column] => Pixels[row * Columns + column];
}
